// What the driver saw with its own eyes: signed requests and notices at the gates, taps on cards, what chats read. And
// the trace of the run.
import { toldGains } from '../../src/demo/told.ts';
import { parseAmount } from '../../src/domain/money.ts';
import type { TelegramEvent } from '../../src/simulator/telegram/event-log.ts';
import type { DatabaseMoment, Moment, RequestMoment } from './gates/moments.ts';
import { isMoneyPost } from './gates/points.ts';
import type { Post, Push, TappedCard, ToldMove } from './judge/facts.ts';
import { readMove } from './judge/told-moves.ts';
import { createTrace, type Trace } from './trace.ts';

export interface Witness extends Trace {
  readonly posts: readonly Post[];
  readonly cards: readonly TappedCard[];
  readonly pushes: readonly Push[];
  readonly told: () => readonly ToldMove[];
  /** All signed requests so far, and the nonces that came twice. */
  readonly signed: () => { readonly requests: number; readonly repeated: readonly string[] };
  readonly signedAfterForget: readonly string[];
  /** Something struck these processes: what they were telling may be told again. */
  readonly struck: (instances: readonly { readonly name: string }[]) => void;
  /** A process that begins tells nothing yet. */
  readonly begins: (instance: string) => void;
  /** Notices that were going out when something struck. */
  readonly interruptedNotices: () => number;
  /** From now on this key must sign nothing. */
  readonly forgotten: (apiKey: string) => void;
  readonly tapped: (card: TappedCard) => void;
  readonly sees: (instance: string, moment: Moment) => void;
  readonly hears: (event: TelegramEvent) => void;
}

/** @param path of the file that the trace is written to */
export function createWitness(path: string): Witness {
  const posts: Post[] = [];
  const cards: TappedCard[] = [];
  const pushes: Push[] = [];
  const signedAfterForget: string[] = [];
  const forgotten = new Set<string>();
  const told = new Map<string, ToldMove>();
  const nonces = new Map<string, Set<string>>();
  const repeated: string[] = [];
  const goingOut = createGoingOut();
  let requests = 0;
  const trace = createTrace(path);

  const seesRequest = (instance: string, moment: RequestMoment): void => {
    const { method, path: asked, headers, phase } = moment;
    const apiKey = headers['request-api'];
    if (apiKey === undefined || (phase !== 'asked' && phase !== 'half asked')) return;
    const nonce = headers['request-nonce'] ?? '';
    const used = nonces.get(apiKey) ?? new Set();
    if (used.has(nonce)) repeated.push(`${nonce} for ${method} ${asked} by ${instance}`);
    nonces.set(apiKey, used.add(nonce));
    requests += 1;
    if (forgotten.has(apiKey)) signedAfterForget.push(`${method} ${asked} by ${instance}`);
    if (!isMoneyPost(moment)) return;
    const number = posts.length + 1;
    posts.push({ number, at: Date.now(), instance, apiKey, nonce: Number(nonce), asked: askedOf(moment) });
    trace.trace(`${instance} POST ${number} ${moment.body} key …${apiKey.slice(-4)} nonce ${nonce}`);
  };

  return {
    ...trace,
    ...{ posts, cards, pushes, signedAfterForget },
    told: () => [...told.values()],
    signed: () => ({ requests, repeated }),
    struck: goingOut.struck,
    begins: goingOut.begins,
    interruptedNotices: goingOut.interrupted,
    forgotten: (apiKey) => void forgotten.add(apiKey),
    tapped: (card) => void cards.push(card),
    sees: (instance, moment) => {
      if (moment.at === 'exchange') seesRequest(instance, moment);
      if (moment.at === 'database') goingOut.sees(instance, moment);
    },
    hears: (event) => {
      if ((event.type !== 'message' && event.type !== 'edit') || event.message.from !== 'bot') return;
      const { chatId, message, atMs } = event;
      const move = readMove(message.text);
      // A receipt that comes late is a reply to its card.
      const card = message.replyToMessageId ?? message.messageId;
      if (move !== undefined) told.set(`${chatId} ${card}`, { ...move, userId: chatId });
      if (event.type === 'edit') return;
      if (toldGains(message.text).length > 0) pushes.push({ chatId, at: atMs, text: message.text });
    },
  };
}

/** Counts for each process the notices between "stored as sending" and "stored as ended". */
function createGoingOut() {
  const counts = new Map<string, number>();
  let interrupted = 0;
  const add = (instance: string, by: number): void => {
    counts.set(instance, Math.max(0, (counts.get(instance) ?? 0) + by));
  };
  return {
    sees: (instance: string, { step, phase, rows }: DatabaseMoment): void => {
      if (step === 'mark notice sending' && phase === 'before') add(instance, 1);
      else if (step === 'mark notice sending' && rows === 0) add(instance, -1);
      else if ((step === 'mark notice sent' || step === 'end notice') && phase === 'after') add(instance, -1);
    },
    struck: (instances: readonly { readonly name: string }[]): void => {
      for (const { name } of instances) interrupted += counts.get(name) ?? 0;
    },
    begins: (instance: string): void => void counts.delete(instance),
    interrupted: () => interrupted,
  };
}

/** Amounts are read from the text of the body: a JSON number is not to become a float. */
function askedOf({ body, path }: RequestMoment): Post['asked'] {
  const text = (name: string): string => new RegExp(`"${name}":"?([^",}]+)`).exec(body)?.[1] ?? '';
  const amount = parseAmount(text('amount'));
  if (amount === undefined) throw new Error(`a money request without an amount: ${body}`);
  return path.endsWith('/deposit')
    ? { kind: 'deposit', productId: text('productId'), amount }
    : { kind: 'redeem', orderId: Number(text('orderId')), amount };
}
