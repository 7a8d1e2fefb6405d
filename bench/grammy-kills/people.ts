// The people of the kill test: each has a chat and a key of the exchange, asks for a card, taps it once, and remembers
// what the bot said of that deposit.
import { amountOf } from '../../src/domain/money.ts';
import type { TelegramChat } from '../../src/simulator/telegram/client.ts';
import type { Card, Contender, KeyRing } from './contender.ts';
import type { Deposit, Told } from './count.ts';
import type { ExchangeKey } from './deposit-client.ts';
import type { World } from './world.ts';

/** No bar: how long a step may take on a busy machine before the person gives up. */
const PATIENCE_MS = 30_000;
const FIRST_ID = 70_001;
const FIRST_AMOUNT = 100;
/** More than any bot can deposit by doing it again and again. */
const BALANCE = amountOf('100000000');

export interface Person {
  readonly chat: TelegramChat;
  readonly key: ExchangeKey;
  /** Every deposit this person has tapped, the newest last. */
  readonly deposits: Tapped[];
  /** Cards asked for so far: makes each amount unique. */
  asked: number;
}

export interface Tapped {
  readonly amount: string;
  told: Told;
  /** The words with which it was told, up to the first number or colon. */
  words: string;
}

export interface Offer {
  readonly person: Person;
  readonly card: Card;
  readonly amount: string;
}

/** The same chat with longer waits. */
function patient(chat: TelegramChat): TelegramChat {
  return {
    ...chat,
    tap: (button, options) => chat.tap(button, { timeoutMs: PATIENCE_MS, ...options }),
    waitFor: (matcher, timeoutMs = PATIENCE_MS) => chat.waitFor(matcher, timeoutMs),
  };
}

export async function makePeople(world: World, count: number): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (let n = 0; n < count; n += 1) {
    const person = { id: FIRST_ID + n, firstName: `Person ${n + 1}`, languageCode: 'en' };
    const chat = patient(await world.chats.chat(person));
    const key = await world.exchange.control.createAccount({ balances: { USDT: BALANCE } });
    people.push({ chat, key, deposits: [], asked: 0 });
  }
  return people;
}

export const keyRing = (people: readonly Person[]): KeyRing =>
  Object.fromEntries(people.map(({ chat, key }) => [String(chat.userId), key]));

/** A card of a new amount. */
export async function askForCard(contender: Contender, person: Person): Promise<Offer> {
  const amount = String(FIRST_AMOUNT + person.asked);
  person.asked += 1;
  return { person, amount, card: await contender.card(person.chat, amount) };
}

/** The one tap. */
export function confirm(world: World, { person, card, amount }: Offer): Tapped {
  const tapped: Tapped = { amount, told: 'nothing', words: '' };
  person.deposits.push(tapped);
  world.telegram.control.tap(person.chat.userId, card.messageId, card.button);
  return tapped;
}

/** Listens to everything the bot says from now on. @returns the way to stop */
export function listen(
  world: World,
  contender: Contender,
  people: readonly Person[],
  onWord: () => void,
): () => void {
  const byChat = new Map(people.map((person) => [person.chat.userId, person]));
  return world.telegram.control.on((event) => {
    if ((event.type !== 'message' && event.type !== 'edit') || event.message.from !== 'bot') return;
    onWord();
    const { text } = event.message;
    for (const deposit of byChat.get(event.chatId)?.deposits ?? []) {
      const told = contender.read(text, deposit.amount);
      if (told !== undefined)
        Object.assign(deposit, { told, words: /^[^:\d]*/.exec(text)?.[0].trim() ?? '' });
    }
  });
}

export const isSettled = ({ told }: Tapped): boolean => told === 'done' || told === 'not_done';

export const depositsOf = (people: readonly Person[]): readonly Deposit[] =>
  people.flatMap(({ key, deposits }) =>
    deposits.map(({ amount, told }) => ({ apiKey: key.apiKey, amount, told })),
  );

/** How often deposits were told in these words, the most frequent first. */
export function wordsOf(people: readonly Person[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { words } of people.flatMap(({ deposits }) => deposits)) {
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}
