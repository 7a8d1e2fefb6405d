// What can be seen of the bot from outside, in the moment before it goes on: a statement, a request, an answer.
import type { Step } from './steps-of-database.ts';

export interface DatabaseMoment {
  readonly at: 'database';
  /** Not yet at the server, or done there and the answer is not at the bot. */
  readonly phase: 'before' | 'after';
  readonly step: Step;
  /** Steps of the transaction so far, this one left out. */
  readonly inside: readonly Step[];
  /** Rows changed or found, once it is done. */
  readonly rows: number | undefined;
}

export type RequestPhase =
  /** The connection stands, nothing was read from it. */
  | 'connected'
  /** Half of the body goes on, and no more. */
  | 'half asked'
  /** The request is complete with us, and not at the server. */
  | 'asked'
  /** Done by the server; nothing of the answer is at the bot. */
  | 'done'
  /** Half of the answer is at the bot. */
  | 'half answered';

export interface RequestMoment {
  readonly at: 'exchange' | 'telegram';
  readonly phase: RequestPhase;
  readonly method: string;
  /** Of the exchange: from `/api` on with the query; of Telegram: the method. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Moment = DatabaseMoment | RequestMoment;

/** What happens to the bytes at hand. */
export type Verdict = 'go' | 'cut';

/** Asked by a gate at every moment, before the bytes go on. */
export interface Watch {
  /** True when somebody waits for just this moment: the gate then plays it out before it asks. */
  readonly wants: (moment: Moment) => boolean;
  readonly pass: (moment: Moment) => Verdict | Promise<Verdict>;
  /** After a cut at `connected`: so many bytes lay unread, with these requests whole among them. */
  readonly left?: (bytes: number, moments: readonly RequestMoment[]) => void;
}
