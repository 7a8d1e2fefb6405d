// What the kill test needs to know of a bot it compares: how it is started, how a person gets a card from it, and how
// its words are read.
import type { TelegramChat } from '../../src/simulator/telegram/client.ts';
import type { Told } from './count.ts';
import type { ExchangeKey } from './deposit-client.ts';
import type { World } from './world.ts';

export interface Card {
  readonly messageId: number;
  /** Text of the button that confirms. */
  readonly button: string;
}

export interface Home {
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

export type KeyRing = Readonly<Record<string, ExchangeKey>>;

export interface Contender {
  readonly id: 'polling' | 'runner' | 'earnest';
  readonly title: string;
  readonly entry: string;
  readonly readyMark: string;
  /** Its settings and what it stores its data in. @param folder an empty one of its own */
  readonly open: (world: World, folder: string, keys: KeyRing) => Promise<Home>;
  /** Makes a person known to the bot. */
  readonly join: (chat: TelegramChat, key: ExchangeKey) => Promise<void>;
  /** Asks for a card; returns when it is there. */
  readonly card: (chat: TelegramChat, amount: string) => Promise<Card>;
  /** What a text of the bot says of the deposit of this amount; undefined: nothing. */
  readonly read: (text: string, amount: string) => Told | undefined;
  /** One move an account at a time: a person whose deposit is still open begins no other. */
  readonly hasLane: boolean;
}

/** The button of the card that says this. @throws Error when it is not there */
export function buttonOf(
  keyboard: readonly (readonly { readonly text: string }[])[],
  pattern: RegExp,
): string {
  const found = keyboard.flat().find(({ text }) => pattern.test(text));
  if (found === undefined) throw new Error(`the card has no button ${pattern}`);
  return found.text;
}
