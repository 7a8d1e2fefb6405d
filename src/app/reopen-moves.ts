// For 24 hours a move told as not found re-opens when a match turns up (M3); and rows that moves still owe are
// looked for while they are young. Reads only; part of every sync of an account.

import type { Judgement } from '../domain/evidence.ts';
import type { Operation } from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import { sameProduct } from '../domain/product.ts';
import { referenceOf } from '../domain/reference.ts';
import { HISTORY_SLACK_MS } from '../domain/row-matching.ts';
import { mayReopen, reopen, startSettling } from '../domain/settling.ts';
import type { Session } from './account-session.ts';
import type { AppDeps } from './app.ts';
import { lookAt } from './look-at-move.ts';
import { payDebts, readDebts, storePaid, youngDebts } from './pay-debts.ts';
import { readHistory } from './read-history.ts';
import { tellReceipt } from './receipt.ts';
import { rivalOf } from './rival-redemption.ts';
import { noteDone } from './store-outcome.ts';
import { unsettledOf } from './unsettled-moves.ts';

/** Moves looked at again in one sync. */
const MOVES_MAX = 5;

type Reopened = NonNullable<ReturnType<typeof reopen>>;

export type ReopenMoves = (session: Session) => Promise<void>;

export function createReopenMoves(deps: AppDeps): ReopenMoves {
  const { store, clock, environmentClocks, log, wake } = deps;

  async function collectDebts(session: Session, nowEnvMs: number): Promise<void> {
    const { account, claim } = session;
    const young = youngDebts(await readDebts(store, account.id), nowEnvMs);
    if (young.length === 0) return;
    const read = await readHistory(session, Math.min(...young.map(({ since }) => since)) - HISTORY_SLACK_MS);
    if (!read.ok) return;
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      await payDebts(tx, account.id, read.value.rows);
    });
  }

  async function lookAgain(session: Session, operation: Operation): Promise<void> {
    const { account, claim } = session;
    const { id, move, evidence } = operation;
    const { judgement } = await lookAt(store, session, operation, environmentClocks[account.environment]);
    const now = clock.now();
    if (judgement === undefined) return;
    const settling = { ...(operation.settling ?? startSettling(now)), lastLookAt: now };
    const found = await foundBy(operation, judgement);
    if (found === undefined) return store.operations.update(id, { settling });
    const { kind, result } = found;
    const owesRow = move.kind !== 'renew' && result.kind === 'seen' && result.row === undefined;
    const patch = {
      result,
      settling,
      ...(kind === 'done' ? { owesRow, answeredAt: evidence?.takenAt ?? now } : {}),
    };
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      if ((await tx.operations.transition(id, ['not_found'], kind, patch)) !== 'moved') return;
      await storePaid(tx, judgement.paid ?? []);
      if (kind === 'done') await noteDone(tx, account.id, move.kind !== 'renew', now);
      await tellReceipt(tx, id, now);
    });
    log.info('operation.reopened', { operationId: id, reference: referenceOf(id), kind });
    wake('deliver');
  }

  async function foundBy(operation: Operation, judgement: Judgement): Promise<Reopened | undefined> {
    const found = reopen(judgement);
    // The person looked at the candidates and said no: only proof speaks against that.
    if (found?.kind === 'needs_review' && operation.result?.kind === 'person') return undefined;
    if (found?.result.kind !== 'seen') return found;
    const rival = await rivalOf(store, operation);
    if (rival === 'none') return found;
    const { row } = found.result;
    const review = (candidates: readonly HistoryRow[]) =>
      ({ kind: 'needs_review', result: { kind: 'several', candidates } }) as const;
    if (operation.result?.kind === 'person') return undefined;
    // The other one changed the order; the row may be that of another order of the same amount.
    if (rival === 'done') return row === undefined ? undefined : review([row]);
    return review(row === undefined ? [] : [row]);
  }

  return async (session) => {
    const { account } = session;
    await collectDebts(session, environmentClocks[account.environment].now());
    const missing = await store.operations.ofAccount(account.id, ['not_found'], MOVES_MAX);
    const unsettled = await unsettledOf(store, account.id);
    for (const operation of missing) {
      // What turned up may be the other move's, which settles first.
      if (unsettled.some((other) => sameProduct(other.move.product, operation.move.product))) continue;
      if (mayReopen(operation)) await lookAgain(session, operation);
    }
  };
}
