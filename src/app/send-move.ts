// The one request of a deposit or a redemption, and what came of it. Nothing here ever sends it again (M5).
import type { Evidence, Move, Operation, RefusalReason } from '../domain/operation.ts';
import { isUntouched } from '../domain/order-traces.ts';
import type { Session } from './account-session.ts';
import type { EnvironmentClock, MoveAnswer } from './ports.ts';
import type { Outcome } from './store-outcome.ts';

export type MoneyMove = Extract<Move, { readonly kind: 'deposit' | 'redeem' }>;

/** Why a move is not sent after all, with not one byte of it out. */
export type StopReason = Extract<RefusalReason, 'expired_before_sending' | 'paused'>;

/** Asked just before the first byte; `since` real clock: when the facts were settled. Undefined: it may go. */
export type Stops = (since: number) => StopReason | undefined;

export interface Sending<Kind extends Move> {
  readonly session: Session;
  readonly operation: Operation;
  readonly move: Kind;
  readonly evidence: Evidence;
  readonly exchangeClock: EnvironmentClock;
  /** Real clock: when `sending` was stored. */
  readonly sentAt: number;
  readonly stops: Stops;
}

export interface Gate {
  readonly mayStillSend: () => boolean;
  /** What it said no for when it was asked last. */
  readonly stoppedBy: () => StopReason | undefined;
}

/** What the exchange's client asks, which remembers its answer. */
export function gateOf(stops: Stops, since: number): Gate {
  let stopped: StopReason | undefined;
  return {
    mayStillSend: () => {
      stopped = stops(since);
      return stopped === undefined;
    },
    stoppedBy: () => stopped,
  };
}

/** Sends it once. */
export async function sendMove(sending: Sending<MoneyMove>): Promise<Outcome> {
  const gate = gateOf(sending.stops, sending.sentAt);
  const answer = await post(sending, gate.mayStillSend);
  switch (answer.kind) {
    case 'accepted':
      return {
        state: 'done',
        result: { kind: 'answered' },
        answeredAt: sending.exchangeClock.now(),
      };
    case 'not_sent':
      return notSent(gate);
    case 'unclear':
      return { state: 'unknown', result: answer };
    case 'refused':
      return (await leftNoTrace(sending))
        ? { state: 'rejected', result: answer }
        : { state: 'unknown', result: { kind: 'unclear', cause: 'doubted_refusal', status: undefined } };
  }
}

/** Proof that no byte went out. */
export function notSent(gate: Gate): Outcome {
  const reason = gate.stoppedBy() ?? 'not_sent';
  return { state: 'rejected', result: { kind: 'refused', reason, code: undefined } };
}

async function post(
  { session: { api, caller }, move }: Sending<MoneyMove>,
  mayStillSend: () => boolean,
): Promise<MoveAnswer> {
  try {
    if (move.kind === 'redeem') {
      return await api.redeem(caller, { orderId: move.orderId, amount: move.amount }, mayStillSend);
    }
    const { product, amount, renew, days } = move;
    return await api.deposit(caller, { productId: product.id, amount, renew, day: days }, mayStillSend);
  } catch {
    // Whatever broke, the request may be on its way.
    return { kind: 'unclear', cause: 'interrupted', status: undefined };
  }
}

/** A refusal is believed only when the orders agree (journeys, "A deposit" 4). */
async function leftNoTrace(sending: Sending<MoneyMove>): Promise<boolean> {
  const { session, move, evidence, exchangeClock } = sending;
  const read = await session.api.orders(session.caller).catch(() => undefined);
  if (read?.ok !== true) return false;
  const elapsedMs = Math.max(0, exchangeClock.now() - evidence.takenAt);
  const orders = { before: evidence.orders, now: read.value, elapsedMs };
  return isUntouched(move.product, orders);
}
