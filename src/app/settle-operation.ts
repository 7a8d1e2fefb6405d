// Looks whether an unclear move happened, by reading only; one transaction stores what the look told.

import type { Operation } from '../domain/operation.ts';
import { referenceOf } from '../domain/reference.ts';
import type { PaidDebt } from '../domain/row-matching.ts';
import { type NextSettling, nextSettling, startSettling } from '../domain/settling.ts';
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import { nameOf } from './error-name.ts';
import { lookAt } from './look-at-move.ts';
import { storePaid } from './pay-debts.ts';
import { tellReceipt } from './receipt.ts';
import type { Releases } from './release-claims.ts';
import { rivalOf } from './rival-redemption.ts';
import { type Claim, ClaimLost, type OperationPatch, type Store } from './store.ts';
import { noteDone, noteOrdersChanged } from './store-outcome.ts';

/** Longest wait for an account that another holds, and the pause before the next try. */
const TAKE_WAIT_MS = 2_000;
const TRY_AGAIN_MS = 1_000;
/** After an error that is not the exchange's. */
const AFTER_ERROR_MS = 5_000;

export function createSettle(deps: AppDeps, sessions: Sessions, releases: Releases): App['settle'] {
  const { store, clock, settings, log, wake, environmentClocks } = deps;

  async function storeLook(
    session: Session,
    operation: Operation,
    claim: Claim,
    next: NextSettling,
    paid: readonly PaidDebt[],
  ): Promise<void> {
    const { id } = operation;
    const now = clock.now();
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(session.account.id, session.claim);
      if (next.kind === 'look_again') {
        await tx.operations.update(id, { settling: next.settling, dueAt: next.atReal }, claim);
      } else {
        const patch = endOf(operation, next, now);
        if ((await tx.operations.transition(id, ['unknown'], next.kind, patch, claim)) !== 'moved') return;
        await tellEnd(tx, session, operation, next.kind, now);
      }
      await storePaid(tx, paid);
      await tx.operations.release(id, claim);
    });
    const { kind, settling } = next;
    log.info('operation.looked', {
      operationId: id,
      reference: referenceOf(id),
      kind,
      looks: settling.looks,
    });
    if (next.kind === 'look_again') return;
    wake('deliver');
    wake('sync');
  }

  /** @returns when to try again, real clock, if the look was put off. */
  async function look(session: Session, operation: Operation, claim: Claim): Promise<number | undefined> {
    // A key that was just replaced may belong to another account of the exchange: its first sync finds out.
    if (session.account.status === 'testing') return clock.now() + TRY_AGAIN_MS;
    const exchangeClock = environmentClocks[session.account.environment];
    const { judgement: seen, reachable } = await lookAt(store, session, operation, exchangeClock);
    // Its row may tell the two apart, or the person.
    const isDoubtful =
      seen?.kind === 'seen' && seen.row === undefined && (await rivalOf(store, operation)) === 'missing';
    const judgement = isDoubtful ? ({ kind: 'unclear', paid: seen.paid } as const) : seen;
    const now = clock.now();
    const next = nextSettling({
      settling: operation.settling ?? startSettling(now),
      judgement,
      nowReal: now,
      reconcileWaitMs: settings.reconcileWaitMs,
      reachable,
    });
    await storeLook(session, operation, claim, next, judgement?.paid ?? []);
    return undefined;
  }

  return async ({ row: operation, claim }) => {
    let dueAt: number | undefined;
    try {
      if (operation.state !== 'unknown') return;
      const options = { priority: 'interactive', waitMs: TAKE_WAIT_MS } as const;
      const taken = await sessions.within(operation.accountId, options, (session) =>
        look(session, operation, claim),
      );
      dueAt = taken.ok ? taken.value : clock.now() + TRY_AGAIN_MS;
    } catch (error) {
      dueAt = clock.now() + AFTER_ERROR_MS;
      const isLost = error instanceof ClaimLost;
      log.warn('settle.interrupted', { operationId: operation.id, isLost, error: nameOf(error) });
    } finally {
      await releases.operation(operation.id, claim, dueAt);
    }
  };
}

type End = Exclude<NextSettling, { readonly kind: 'look_again' }>;

function endOf({ move, evidence }: Operation, { kind, result, settling }: End, now: number): OperationPatch {
  const patch = { result, settling, dueAt: null };
  if (kind === 'needs_review') return patch;
  if (kind === 'not_found') return { ...patch, endedAt: now };
  // Seen on its order alone: the row it still leaves must not explain another move.
  const owesRow = move.kind !== 'renew' && result.kind === 'seen' && result.row === undefined;
  return { ...patch, endedAt: now, owesRow, answeredAt: evidence?.takenAt ?? now };
}

async function tellEnd(
  tx: Store,
  { account }: Session,
  { id, accountId, move, result }: Operation,
  kind: End['kind'],
  now: number,
): Promise<void> {
  if (kind === 'done') await noteDone(tx, accountId, move.kind !== 'renew', now);
  // Whichever candidate is the move, the orders are not what they were.
  if (kind === 'needs_review') await noteOrdersChanged(tx, accountId, now);
  const lacksPermission = result?.kind === 'unclear' && result.cause === 'permission';
  // The exchange said no, and nothing came of it: this key reads only, until it is replaced.
  if (kind === 'not_found' && lacksPermission && account.status === 'active') {
    await tx.accounts.update(accountId, { status: 'view' });
  }
  await tellReceipt(tx, id, now);
}
