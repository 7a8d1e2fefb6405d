// Takes a confirmed move to the exchange: facts and rules again, `sending` with its evidence committed, one request,
// its outcome stored. Whatever breaks, nothing is ever sent a second time: a row left `sending` is settled by reading.
import { type Evidence, FIRST_BYTE_MS, type Operation } from '../domain/operation.ts';
import { referenceOf } from '../domain/reference.ts';
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import { checkFacts } from './check-facts.ts';
import type { EndUnsent, Unsent } from './end-unsent.ts';
import { nameOf } from './error-name.ts';
import { isPaused, type PauseFlag } from './pause-flag.ts';
import { payDebts } from './pay-debts.ts';
import type { PlanNext } from './plan-next.ts';
import type { Releases } from './release-claims.ts';
import { type Stops, sendMove } from './send-move.ts';
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
  readonly planNext: PlanNext;
  readonly pause: PauseFlag;
}

const RAN_OUT = {
  state: 'expired',
  result: { kind: 'refused', reason: 'expired_before_sending', code: undefined },
} as const;
const PAUSED = {
  state: 'cancelled',
  result: { kind: 'refused', reason: 'paused', code: undefined },
} as const;
const ACCOUNT_GONE = { state: 'cancelled', result: undefined } as const;

export function createSubmit(deps: AppDeps, parts: SubmitParts): App['submit'] {
  const { store, clock, log, environmentClocks } = deps;
  const { sessions, releases, endUnsent, storeOutcome, planNext, pause } = parts;

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

  /** With the same move on facts of now, as far as it fits. */
  async function endWithNext(session: Session, operation: Operation, claim: Claim, unsent: Unsent) {
    await endUnsent(operation, claim, { ...unsent, next: await planNext(session, operation) });
  }

  async function send(session: Session, operation: Operation, claim: Claim): Promise<void> {
    const exchangeClock = environmentClocks[session.account.environment];
    const isLate = () => clock.now() > operation.expiresAt;
    if (isLate()) return endWithNext(session, operation, claim, RAN_OUT);
    const facts = await checkFacts(store, session, operation, exchangeClock);
    if (facts.kind === 'unsent') {
      const unsent = { state: 'expired', result: facts.result } as const;
      const hasMoved = facts.result.kind === 'moved';
      return hasMoved ? endWithNext(session, operation, claim, unsent) : endUnsent(operation, claim, unsent);
    }
    if (isLate()) return endWithNext(session, operation, claim, RAN_OUT);

    const { stored, sentAt } = await markSending(session, operation, claim, facts.evidence);
    if (stored === 'paused') return endUnsent(operation, claim, PAUSED);
    if (stored !== 'moved') return;
    log.info('operation.sending', { operationId: operation.id, reference: referenceOf(operation.id) });

    const stops: Stops = (since) => {
      if (pause.isSet()) return 'paused';
      return isLate() || clock.now() - since > FIRST_BYTE_MS ? 'expired_before_sending' : undefined;
    };
    const sending = { session, operation, evidence: facts.evidence, exchangeClock, sentAt, stops };
    const outcome =
      operation.move.kind === 'renew'
        ? await sendRenewal({ ...sending, move: operation.move, clock, isPaused: pause.look })
        : await sendMove({ ...sending, move: operation.move });
    const cameTooLate =
      outcome.result.kind === 'refused' && outcome.result.reason === 'expired_before_sending';
    const next = cameTooLate ? await planNext(session, operation) : undefined;
    await storeOutcome(operation, claim, outcome, next);
  }

  /** @returns when to try again, real clock; undefined when the row says it itself. */
  async function submit(operation: Operation, claim: Claim): Promise<number | undefined> {
    if (operation.state !== 'confirmed') return undefined;
    if (await pause.look()) {
      await endUnsent(operation, claim, PAUSED);
      return undefined;
    }
    const options = { priority: 'interactive', waitMs: TAKE_WAIT_MS } as const;
    const taken = await sessions.within(operation.accountId, options, (session) =>
      pause.whileSending(() => send(session, operation, claim)),
    );
    if (taken.ok) return undefined;
    if (taken.reason === 'gone') await endUnsent(operation, claim, ACCOUNT_GONE);
    else if (clock.now() <= operation.expiresAt) return clock.now() + TRY_AGAIN_MS;
    // Its account stays busy: there is no telling what a new card would say.
    else await endUnsent(operation, claim, RAN_OUT);
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
