// Answers to a deposit or a redemption that leave open whether it happened: what the exchange plays, and the cause that
// the chat then names. Who plays them is in unclear-moves.
import type { FaultInput } from '../../src/simulator/exchange/fault.ts';
import { type Engine, oneOfEach } from './engines.ts';
import type { en } from './words.ts';

export interface Unclear {
  readonly name: string;
  readonly fault: (executed: boolean) => FaultInput;
  readonly cause: keyof typeof en.receipts.causes;
}

const status =
  (code: number, shape: 'A' | 'B' | 'C' | 'html' | 'empty', bodyCode?: number) =>
  (executed: boolean): FaultInput => ({
    kind: 'status',
    status: code,
    shape,
    ...(bodyCode === undefined ? {} : { code: bodyCode }),
    executed,
  });

/** Five calls in a row without an answer of the exchange's own open the breaker: the 5xx stand apart. */
const UNCLEAR: readonly Unclear[] = [
  { name: '408', fault: status(408, 'A'), cause: 'timeout' },
  { name: '500', fault: status(500, 'C'), cause: 'server_error' },
  { name: 'a 502 page of HTML', fault: status(502, 'html'), cause: 'server_error' },
  { name: 'an empty 200', fault: (executed) => ({ kind: 'empty200', executed }), cause: 'unreadable' },
  { name: 'a 200 page of HTML', fault: (executed) => ({ kind: 'html200', executed }), cause: 'unreadable' },
  { name: 'half a body', fault: (executed) => ({ kind: 'half_body', executed }), cause: 'unreadable' },
  {
    name: 'a reset after the body',
    fault: (executed) => ({ kind: 'reset_after', executed }),
    cause: 'connection_lost',
  },
  {
    name: 'a 421',
    fault: (executed) => ({ kind: 'resend', status: 421, executed }),
    cause: 'unlisted_refusal',
  },
  {
    name: 'a 307',
    fault: (executed) => ({ kind: 'resend', status: 307, executed }),
    cause: 'unlisted_refusal',
  },
  { name: 'a 503', fault: status(503, 'A'), cause: 'server_error' },
  { name: 'the code 10002 under 400', fault: status(400, 'A', 10_002), cause: 'permission' },
  { name: 'the code -1 under 400', fault: status(400, 'B', -1), cause: 'timeout' },
  { name: 'an empty 504', fault: status(504, 'empty'), cause: 'server_error' },
];

export const answersOn = (engine: Engine): readonly Unclear[] =>
  oneOfEach(engine, UNCLEAR, ({ cause }) => cause);

/** A second 429 within an hour stops every account of its environment for five minutes: one for each environment. */
export const TOO_MANY: Unclear = { name: '429', fault: status(429, 'C'), cause: 'rate_limited' };
/** The client waits 35 s for an answer. */
export const SILENCE: Unclear = {
  name: 'no answer at all',
  fault: (executed) => ({ kind: 'hang', executed }),
  cause: 'timeout',
};
export const RESET_BEFORE_BODY: Unclear = {
  name: 'a reset before its body was read',
  fault: () => ({ kind: 'reset_before_body' }),
  cause: 'connection_lost',
};
export const SECOND_OF_TWO: Unclear = {
  name: 'the second of two that a proxy made of it',
  fault: () => ({ kind: 'duplicated', answer: 'second' }),
  cause: 'permission',
};
/** Executed after the answer, and before the waiting time is over. */
export const SOON: Unclear = {
  name: 'a 503 before it is executed',
  fault: () => ({ kind: 'late', delayMs: 1_000 }),
  cause: 'server_error',
};
