// What the driver saw with its own eyes: money requests at the gates, taps on cards, pushes. And the trace of the run.
import { toldGains } from '../../src/demo/told.ts';
import { parseAmount } from '../../src/domain/money.ts';
import type { TelegramEvent } from '../../src/simulator/telegram/event-log.ts';
import type { Moment, RequestMoment } from './gates/moments.ts';
import { isMoneyPost } from './gates/points.ts';
import type { Post, Push, TappedCard } from './judge/facts.ts';
import { createTrace, type Trace } from './trace.ts';

export interface Witness extends Trace {
  readonly posts: readonly Post[];
  readonly cards: readonly TappedCard[];
  readonly pushes: readonly Push[];
  readonly signedAfterForget: readonly string[];
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
  const trace = createTrace(path);

  const seesRequest = (instance: string, moment: RequestMoment): void => {
    const { method, path: asked, headers, phase } = moment;
    const apiKey = headers['request-api'];
    if (apiKey === undefined || (phase !== 'asked' && phase !== 'half asked')) return;
    if (forgotten.has(apiKey)) signedAfterForget.push(`${method} ${asked} by ${instance}`);
    if (!isMoneyPost(moment)) return;
    const number = posts.length + 1;
    const nonce = Number(headers['request-nonce']);
    posts.push({ number, at: Date.now(), instance, apiKey, nonce, asked: askedOf(moment) });
    trace.trace(`${instance} POST ${number} ${moment.body} key …${apiKey.slice(-4)} nonce ${nonce}`);
  };

  return {
    ...trace,
    ...{ posts, cards, pushes, signedAfterForget },
    forgotten: (apiKey) => void forgotten.add(apiKey),
    tapped: (card) => void cards.push(card),
    sees: (instance, moment) => {
      if (moment.at === 'exchange') seesRequest(instance, moment);
    },
    hears: (event) => {
      if (event.type !== 'message' || event.message.from !== 'bot') return;
      const { chatId, message, atMs } = event;
      if (toldGains(message.text).length > 0) pushes.push({ chatId, at: atMs, text: message.text });
    },
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
