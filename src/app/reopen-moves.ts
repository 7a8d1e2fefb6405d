// For 24 hours a move told as not found re-opens when a match turns up (M3); and rows that moves still owe are
// looked for while they are young. Reads only; part of every sync of an account.
import { HISTORY_SLACK_MS } from '../domain/evidence.ts';
import { type Operation, REOPEN_MS } from '../domain/operation.ts';
import { sameProduct } from '../domain/product.ts';
import { reopen } from '../domain/settling.ts';
import type { Session } from './account-session.ts';
import type { AppDeps } from './app.ts';
import { lookAt } from './look-at-move.ts';
import { payDebts, readDebts, storePaid } from './pay-debts.ts';
import { readHistory } from './read-history.ts';
import { tellReceipt } from './receipt.ts';
import { noteDone } from './store-outcome.ts';
import { unsettledOf } from './unsettled-moves.ts';

/** Rows owed for longer are no longer asked for by themselves (environment clock). */
const DEBT_LIFE_MS = 24 * 3_600_000;
/** Moves looked at again in one sync. */
const MOVES_MAX = 5;

export type ReopenMoves = (session: Session) => Promise<void>;

export function createReopenMoves(deps: AppDeps): ReopenMoves {
  const { store, clock, environmentClocks, log, wake } = deps;

  async function collectDebts(session: Session, nowEnvMs: number): Promise<void> {
    const { account, claim } = session;
    const young = (await readDebts(store, account.id)).filter(
      ({ since }) => since >= nowEnvMs - DEBT_LIFE_MS,
    );
    if (young.length === 0) return;
    const read = await readHistory(session, Math.min(...young.map(({ since }) => since)) - HISTORY_SLACK_MS);
    if (!read.ok) return;
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      await payDebts(tx, account.id, read.value.rows);
    });
  }

  async function lookAgain(session: Session, operation: Operation, endedAt: number): Promise<void> {
    const { account, claim } = session;
    const { id, move, evidence } = operation;
    const { judgement } = await lookAt(store, session, operation, environmentClocks[account.environment]);
    const now = clock.now();
    const found = judgement && reopen(judgement, endedAt, now);
    if (found === undefined) return;
    const { kind, result } = found;
    if (result.kind === 'seen' && result.row === undefined && (await hasRival(operation))) return;
    // The person looked at the candidates and said no: only proof speaks against that.
    if (kind === 'needs_review' && operation.result?.kind === 'person') return;
    const owesRow = move.kind !== 'renew' && result.kind === 'seen' && result.row === undefined;
    const patch = { result, ...(kind === 'done' ? { owesRow, answeredAt: evidence?.takenAt ?? now } : {}) };
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      if ((await tx.operations.transition(id, ['not_found'], kind, patch)) !== 'moved') return;
      await storePaid(tx, judgement?.paid ?? []);
      if (kind === 'done') await noteDone(tx, account.id, move.kind !== 'renew', now);
      await tellReceipt(tx, id, now);
    });
    log.info('operation.reopened', { operationId: id, kind });
    wake('deliver');
  }

  /** Another redemption of the order went through: a changed order without a row of its own proves nothing. */
  async function hasRival({ id, accountId, move, createdAt }: Operation): Promise<boolean> {
    if (move.kind !== 'redeem') return false;
    const others = await store.operations.recent(accountId, createdAt);
    return others.some(
      (other) =>
        other.id !== id &&
        other.state === 'done' &&
        other.move.kind === 'redeem' &&
        other.move.orderId === move.orderId,
    );
  }

  return async (session) => {
    const { account } = session;
    await collectDebts(session, environmentClocks[account.environment].now());
    const missing = await store.operations.ofAccount(account.id, ['not_found'], MOVES_MAX);
    const unsettled = await unsettledOf(store, account.id);
    for (const operation of missing) {
      const { endedAt = 0, move } = operation;
      // What turned up may be the other move's, which settles first.
      if (unsettled.some((other) => sameProduct(other.move.product, move.product))) continue;
      if (endedAt >= clock.now() - REOPEN_MS) await lookAgain(session, operation, endedAt);
    }
  };
}
