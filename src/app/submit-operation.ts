// Takes a confirmed move to the exchange: facts and rules again, `sending` with its evidence committed, one request,
// its outcome stored. Whatever breaks, nothing is ever sent a second time: a row left `sending` is settled by reading.
import { type Evidence, FIRST_BYTE_MS, type Operation } from '../domain/operation.ts';
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import { checkFacts } from './check-facts.ts';
import { isPaused } from './confirm-operation.ts';
import type { EndUnsent } from './end-unsent.ts';
import { nameOf } from './error-name.ts';
import { payDebts } from './pay-debts.ts';
import type { Releases } from './release-claims.ts';
import { sendMove } from './send-move.ts';
import { sendRenewal } from './send-renewal.ts';
import { type Claim, ClaimLost } from './store.ts';
import type { StoreOutcome } from './store-outcome.ts';

/** Longest wait for an account that another holds, and the pause before the next try. */
const TAKE_WAIT_MS = 2_000;
const TRY_AGAIN_MS = 500;

export interface SubmitParts {
  readonly sessions: Sessions;
  readonly releases: Releases;
  readonly endUnsent: EndUnsent;
  readonly storeOutcome: StoreOutcome;
}

const RAN_OUT = { kind: 'refused', reason: 'expired_before_sending', code: undefined } as const;

export function createSubmit(deps: AppDeps, parts: SubmitParts): App['submit'] {
  const { store, clock, log, environmentClocks } = deps;
  const { sessions, releases, endUnsent, storeOutcome } = parts;

  async function markSending(session: Session, operation: Operation, claim: Claim, evidence: Evidence) {
    const sentAt = clock.now();
    const patch = { evidence, sentAt, dueAt: sentAt };
    const stored = await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(session.account.id, session.claim);
      if (await isPaused(tx)) return 'paused';
      await payDebts(tx, operation.accountId, evidence.history?.rows ?? []);
      return tx.operations.transition(operation.id, ['confirmed'], 'sending', patch, claim);
    });
    return { stored, sentAt };
  }

  async function send(session: Session, operation: Operation, claim: Claim): Promise<void> {
    const exchangeClock = environmentClocks[session.account.environment];
    const facts = await checkFacts(session, operation, exchangeClock);
    if (facts.kind === 'unsent') return endUnsent(operation, claim, 'expired', facts.result);
    if (clock.now() > operation.expiresAt) return endUnsent(operation, claim, 'expired', RAN_OUT);

    const { stored, sentAt } = await markSending(session, operation, claim, facts.evidence);
    if (stored === 'paused') return endUnsent(operation, claim, 'cancelled', undefined);
    if (stored !== 'moved') return;

    const isAlive = () => clock.now() <= operation.expiresAt;
    const mayStillSend = () => isAlive() && clock.now() - sentAt <= FIRST_BYTE_MS;
    const sending = { session, operation, evidence: facts.evidence, exchangeClock, mayStillSend };
    const outcome =
      operation.move.kind === 'renew'
        ? await sendRenewal({ ...sending, move: operation.move, clock, isAlive })
        : await sendMove({ ...sending, move: operation.move });
    await storeOutcome(operation, claim, outcome);
  }

  /** @returns when to try again, real clock; undefined when the row says it itself. */
  async function submit(operation: Operation, claim: Claim): Promise<number | undefined> {
    if (operation.state !== 'confirmed') return undefined;
    const isLate = clock.now() > operation.expiresAt;
    if (isLate) await endUnsent(operation, claim, 'expired', RAN_OUT);
    else if (await isPaused(store)) await endUnsent(operation, claim, 'cancelled', undefined);
    else {
      const options = { priority: 'interactive', waitMs: TAKE_WAIT_MS } as const;
      const taken = await sessions.within(operation.accountId, options, (session) =>
        send(session, operation, claim),
      );
      if (!taken.ok && taken.reason === 'busy') return clock.now() + TRY_AGAIN_MS;
      if (!taken.ok) await endUnsent(operation, claim, 'cancelled', undefined);
    }
    return undefined;
  }

  return async ({ row, claim }) => {
    let dueAt: number | undefined;
    try {
      dueAt = await submit(row, claim);
    } catch (error) {
      // Before `sending` was stored the next try ends it as late at the latest; after it, it is recovered.
      dueAt = clock.now() + TRY_AGAIN_MS;
      const isLost = error instanceof ClaimLost;
      log.warn('submit.interrupted', { operationId: row.id, isLost, error: nameOf(error) });
    } finally {
      await releases.operation(row.id, claim, dueAt);
    }
  };
}
