// The one request of a deposit or a redemption, and what came of it. Nothing here ever sends it again (M5).
import type { Evidence, Move, Operation } from '../domain/operation.ts';
import { depositTraces, redeemTrace } from '../domain/order-traces.ts';
import type { Session } from './account-session.ts';
import type { EnvironmentClock, MoveAnswer } from './ports.ts';
import type { Outcome } from './store-outcome.ts';

export type MoneyMove = Extract<Move, { readonly kind: 'deposit' | 'redeem' }>;

export interface Sending<Kind extends Move> {
  readonly session: Session;
  readonly operation: Operation;
  readonly move: Kind;
  readonly evidence: Evidence;
  readonly exchangeClock: EnvironmentClock;
  /** Asked just before the first byte. */
  readonly mayStillSend: () => boolean;
}

/** Sends it once. */
export async function sendMove(sending: Sending<MoneyMove>): Promise<Outcome> {
  let cameTooLate = false;
  const mayStillSend = (): boolean => {
    cameTooLate = !sending.mayStillSend();
    return !cameTooLate;
  };
  const answer = await post(sending, mayStillSend);
  switch (answer.kind) {
    case 'accepted':
      return {
        state: 'done',
        result: { kind: 'answered' },
        answeredAt: sending.exchangeClock.now(),
      };
    case 'not_sent':
      return notSent(cameTooLate);
    case 'unclear':
      return { state: 'unknown', result: answer };
    case 'refused':
      return (await leftNoTrace(sending))
        ? { state: 'rejected', result: answer }
        : { state: 'unknown', result: { kind: 'unclear', cause: 'unlisted_refusal', status: undefined } };
  }
}

/** Proof that no byte went out. */
export function notSent(cameTooLate: boolean): Outcome {
  const reason = cameTooLate ? 'expired_before_sending' : 'not_sent';
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
  const nowEnvMs = exchangeClock.now();
  const elapsedMs = Math.max(0, nowEnvMs - evidence.takenAt);
  const orders = { before: evidence.orders, now: read.value, elapsedMs };
  if (move.kind === 'deposit') return depositTraces(move, orders).length === 0;
  return redeemTrace(move, orders, nowEnvMs) === 'none';
}
