// Long polling by the holder of the seat `poller`. The next offset is asked for only after the batch is committed:
// asking for it is what tells Telegram to forget the batch. Handles no update.
import type { Log } from '../app/ports.ts';
import type { Claim, SeatStore } from '../app/store.ts';
import { type Accept, ALLOWED_UPDATES, updateIdOf } from './intake.ts';
import { backOffMs, type Sleep } from './sleep.ts';

const SEAT = 'poller';
const LONG_POLL_S = 25;
const BATCH = 100;
/** The answer of a long poll may take its own time and a little more. */
const POLL_TIMEOUT_MS = (LONG_POLL_S + 15) * 1_000;
/** A dead holder's seat is free after 4 s; a new process has answered within 5 s of its start (S3). */
const SEAT_LOOK_MS = 250;
const BACK_OFF_FIRST_MS = 500;
const BACK_OFF_MOST_MS = 30_000;
/** A refused token does not mend itself. */
const TOKEN_BACK_OFF_MS = 60_000;

const ASKED = { limit: BATCH, timeout: LONG_POLL_S, allowed_updates: ALLOWED_UPDATES } as const;

/** What a call of getUpdates gives; the bot's Telegram call has this shape. */
export type PollAnswer =
  | { readonly kind: 'ok'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'failed'; readonly code: string };

export interface PollerDeps {
  readonly seats: SeatStore;
  readonly getUpdates: (
    payload: Readonly<Record<string, unknown>>,
    options: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ) => Promise<PollAnswer>;
  readonly accept: Accept;
  readonly mayClaim: () => boolean;
  readonly sleep: Sleep;
  readonly log: Log;
}

export interface Poller {
  start(): void;
  /** Ends the long poll under way and frees the seat. A batch being stored is stored. */
  stop(): Promise<void>;
  state(): { readonly name: string; readonly failures: number };
}

export function createPoller({ seats, getUpdates, accept, mayClaim, sleep, log }: PollerDeps): Poller {
  const stopping = new AbortController();
  const { signal } = stopping;
  let seat: Claim | undefined;
  // Undefined asks for everything not yet forgotten: a new holder cannot know what the last one had stored.
  let offset: number | undefined;
  let failures = 0;
  let polling: Promise<void> = Promise.resolve();

  const trouble = (event: string, fields: Readonly<Record<string, unknown>>, waitMs?: number): number => {
    failures += 1;
    // Doubling gaps: an outage of a day is a dozen lines.
    if (Number.isInteger(Math.log2(failures))) log.warn(event, { ...fields, failures });
    return waitMs ?? backOffMs(failures, BACK_OFF_FIRST_MS, BACK_OFF_MOST_MS);
  };

  const store = async (result: unknown): Promise<number> => {
    if (!Array.isArray(result)) return trouble('poller.unreadable', {});
    await accept(result);
    failures = 0;
    const last = updateIdOf(result.at(-1));
    // After an idle week ids may jump down: an empty answer has confirmed all before it, so ask from the start.
    offset = last === undefined ? undefined : last + 1;
    return 0;
  };

  /** One poll. Returns how long to wait before the next, ms. */
  const poll = async (): Promise<number> => {
    const payload = { ...ASKED, ...(offset === undefined ? {} : { offset }) };
    const answer = await getUpdates(payload, { signal, timeoutMs: POLL_TIMEOUT_MS });
    if (answer.kind === 'ok') return store(answer.result);
    if (signal.aborted) return 0;
    if (answer.kind === 'failed') return trouble('poller.no_answer', { code: answer.code });
    if (answer.status === 409) return trouble('poller.other_poller', {});
    if (answer.status === 401 || answer.status === 404) {
      return trouble('poller.token_refused', { status: answer.status }, TOKEN_BACK_OFF_MS);
    }
    return trouble('poller.refused', { status: answer.status }, answer.retryAfterMs);
  };

  const round = async (): Promise<number> => {
    if (!mayClaim()) return SEAT_LOOK_MS;
    const held = await seats.hold(SEAT);
    if (held === undefined || held.fence !== seat?.fence) offset = undefined;
    seat = held;
    return seat === undefined ? SEAT_LOOK_MS : poll();
  };

  const pollOn = async (): Promise<void> => {
    while (!signal.aborted) {
      const waitMs = await round().catch((error: unknown) => trouble('poller.not_stored', { error }));
      if (waitMs > 0) await sleep(waitMs, signal);
    }
    if (seat !== undefined) await seats.release(SEAT, seat).catch(() => undefined);
  };

  return {
    start: () => {
      polling = pollOn();
    },
    stop: async () => {
      stopping.abort();
      await polling;
    },
    state: () => ({ name: 'poller', failures }),
  };
}
