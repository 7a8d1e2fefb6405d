// The command menu of one chat, in the person's chosen language. Telegram's own language codes cannot tell 繁體 from 简体.
import type { Language } from '../../app/store.ts';
import { commandsFor } from '../commands.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';

/** A menu that could not be set is no reason to fail the update. */
async function attempt(kit: Kit, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    kit.log.warn('bot.menu_failed', { error: error instanceof Error ? error.name : 'unknown' });
  }
}

export async function setMenu(kit: Kit, ctx: BotContext, language: Language): Promise<void> {
  const scope = { type: 'chat', chat_id: personOf(ctx).chatId } as const;
  await attempt(kit, ctx.api.setMyCommands([...commandsFor(language)], { scope }));
}

export async function clearMenu(kit: Kit, ctx: BotContext): Promise<void> {
  const scope = { type: 'chat', chat_id: personOf(ctx).chatId } as const;
  await attempt(kit, ctx.api.deleteMyCommands({ scope }));
}
