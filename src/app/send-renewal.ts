// Switches the renewal of an order. It sets a state: after the state was read it may be sent again, a few times.
import type { Move, OperationResult } from '../domain/operation.ts';
import type { Clock, MoveAnswer } from './ports.ts';
import { gateOf, notSent, type Sending } from './send-move.ts';
import type { Outcome } from './store-outcome.ts';

/** Requests for one renewal, at most. */
export const RENEW_TRIES = 3;

export interface SendingRenewal extends Sending<Extract<Move, { readonly kind: 'renew' }>> {
  readonly clock: Clock;
  /** The kill switch as it is stored. */
  readonly isPaused: () => Promise<boolean>;
}

export async function sendRenewal(sending: SendingRenewal): Promise<Outcome> {
  const { move, evidence, exchangeClock, clock, stops } = sending;
  const seen: OperationResult = { kind: 'seen', orderId: move.orderId, row: undefined };
  const standing = evidence.orders.find(({ id }) => id === move.orderId);
  if (standing?.autoRenew === move.autoRenew) return done(seen, exchangeClock.now());

  let since = sending.sentAt;
  let unclear: Extract<MoveAnswer, { kind: 'unclear' }> | undefined;
  for (let tries = 1; tries <= RENEW_TRIES; tries += 1) {
    const gate = gateOf(stops, since);
    const answer = await post(sending, gate.mayStillSend);
    if (answer.kind === 'accepted') return done({ kind: 'answered' }, exchangeClock.now());
    if (answer.kind === 'not_sent' && unclear === undefined) return notSent(gate);
    if (answer.kind === 'not_sent') break;
    const isSet = await readState(sending);
    if (isSet === true) return done(seen, exchangeClock.now());
    const isRefusal = answer.kind === 'refused' && unclear === undefined && isSet === false;
    if (isRefusal) return { state: 'rejected', result: answer };
    if (answer.kind === 'unclear') unclear = answer;
    if (isSet === undefined || (await sending.isPaused())) break;
    // The state was just read: from here the next request has its own ten seconds.
    since = clock.now();
    if (stops(since) !== undefined) break;
  }
  return {
    state: 'unknown',
    result: unclear ?? { kind: 'unclear', cause: 'doubted_refusal', status: undefined },
  };
}

function done(result: OperationResult, answeredAt: number): Outcome {
  return { state: 'done', result, answeredAt };
}

async function post(
  { session: { api, caller }, move: { orderId, autoRenew } }: SendingRenewal,
  mayStillSend: () => boolean,
): Promise<MoveAnswer> {
  try {
    return await api.renew(caller, { orderId, autoRenew }, mayStillSend);
  } catch {
    return { kind: 'unclear', cause: 'interrupted', status: undefined };
  }
}

/** Whether the order stands as asked; undefined when it could not be read, or is gone. */
async function readState({ session: { api, caller }, move }: SendingRenewal): Promise<boolean | undefined> {
  const read = await api.orders(caller).catch(() => undefined);
  if (read?.ok !== true) return undefined;
  const order = read.value.find(({ id }) => id === move.orderId);
  return order === undefined ? undefined : order.autoRenew === move.autoRenew;
}
