// The table of Bot API methods. Names are matched without regard to case, as Telegram does.
import type { Method, MethodTable } from './method.ts';
import { createCallbackMethods } from './methods-callback.ts';
import { createEditMethods } from './methods-edit.ts';
import { createProfileMethods } from './methods-profile.ts';
import { createSendMethods } from './methods-send.ts';
import { createUpdateMethods } from './methods-updates.ts';
import type { Polling } from './polling.ts';
import type { Webhook } from './webhook.ts';
import type { World } from './world.ts';

export interface NamedMethod {
  /** As documented, whatever case it was called in. */
  readonly name: string;
  readonly run: Method;
}

/** @returns the way to find a method; undefined for one that this Telegram does not have. */
export function createMethods(
  world: World,
  polling: Polling,
  webhook: Webhook,
): (name: string) => NamedMethod | undefined {
  const tables: MethodTable = {
    ...createSendMethods(world),
    ...createEditMethods(world),
    ...createCallbackMethods(world),
    ...createProfileMethods(world),
    ...createUpdateMethods(world, polling, webhook),
  };
  const byName = new Map(Object.entries(tables).map(([name, run]) => [name.toLowerCase(), { name, run }]));
  return (name) => byName.get(name.toLowerCase());
}
