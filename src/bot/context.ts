// What travels with an update: who it is from and, for a tap, what was tapped. Data only, no services.
import type { ConversationFlavor } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { Card, User } from '../app/store.ts';
import type { Action } from './action.ts';
import type { Reader } from './views/reader.ts';

/** The person an update is from; set by the access middleware, so it is there for every handler behind it. */
export interface Person {
  readonly user: User;
  readonly chatId: number;
  readonly reader: Reader;
  readonly awayMs: number;
  readonly pushWasOff: boolean;
}

/** A tap on a button that is valid for this person, chat and message. */
export interface Tap {
  readonly action: Action;
  readonly card: Card;
  readonly messageId: number;
}

/** Why a tap may do nothing. */
export type TapTrouble = 'foreign' | 'old';

interface Extras {
  /** Undefined before the access middleware. */
  person?: Person;
  tap?: Tap;
  /** What a tap was found to be, read once. */
  tapFound?: Tap | TapTrouble;
  /** What a dialog's turn threw, before the conversation copied it. */
  failure?: unknown;
  /** The message that says "checking with the exchange…": whatever comes next takes its place. */
  waitingMessageId?: number;
  /** The callback has its one answer. */
  answered?: boolean;
}

export type BotContext = ConversationFlavor<Context & Extras>;

/** The person; throws where no access middleware ran before (a bug). */
export function personOf(ctx: BotContext): Person {
  if (ctx.person === undefined) throw new Error('personOf: the access middleware has not run');
  return ctx.person;
}

/** The same update as the same draft: a handler that runs again after a crash finds the draft it made. */
export function draftKeyOf(ctx: BotContext): string {
  return `${ctx.me.id}:${ctx.update.update_id}`;
}
