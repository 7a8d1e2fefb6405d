// Memory table of operations: conditional arrows, the one lane of an account, claims with fences.
import type { Claim, NewOperation, OperationPatch, OperationStore } from '../../../src/app/store.ts';
import { ClaimLost } from '../../../src/app/store.ts';
import {
  LANE_STATES,
  mayMove,
  type Operation,
  type OperationState,
  rowOf,
} from '../../../src/domain/operation.ts';
import { type Engine, holds, MemoryStoreError, type Owned, type Table, takeDue } from './engine.ts';
import type { Run } from './people.ts';

interface OwnedOperation extends Owned<Operation> {
  readonly draftKey: string;
}

export interface OperationTables {
  readonly operations: Table<string, OwnedOperation>;
}

export const createOperationTables = (engine: Engine): OperationTables => ({ operations: engine.table() });

/** Nothing of these ever left the house. */
const NEVER_SENT: readonly OperationState[] = ['draft', 'expired', 'cancelled'];

/** What a deposit in these put into its product counts against the day's limit. */
const MAY_HAVE_GONE_IN: readonly OperationState[] = ['sending', 'unknown', 'done'];

const draftOf = ({ draftKey: _, ...facts }: NewOperation): Operation => ({
  ...facts,
  state: 'draft',
  evidence: undefined,
  result: undefined,
  settling: undefined,
  cardMessageId: undefined,
  confirmedAt: undefined,
  sentAt: undefined,
  endedAt: undefined,
  dueAt: undefined,
  answeredAt: undefined,
  owesRow: false,
  explained: false,
});

export function createOperationStore(
  engine: Engine,
  { operations }: OperationTables,
  run: Run,
  claimant: () => string,
): OperationStore {
  const ofAccount = (accountId: string): readonly Operation[] =>
    operations
      .rows()
      .map(({ row }) => row)
      .filter((operation) => operation.accountId === accountId);
  const lane = (accountId: string): Operation | undefined =>
    ofAccount(accountId).find(({ state }) => LANE_STATES.includes(state));

  function change(owned: OwnedOperation, patch: OperationPatch, state: OperationState): void {
    const { dueAt = owned.dueAt, ...fields } = patch;
    const row = { ...owned.row, ...fields, dueAt: dueAt ?? undefined, state };
    operations.set(owned.row.id, { ...owned, dueAt, row });
  }

  function fence(owned: OwnedOperation | undefined, claim: Claim | undefined): void {
    if (claim !== undefined && !holds(owned, claim)) throw new ClaimLost();
  }

  return {
    insertDraft: (operation) =>
      run('operations.insertDraft', () => {
        const first = operations.rows().find(({ draftKey }) => draftKey === operation.draftKey);
        if (first !== undefined) return first.row;
        const row = draftOf(operation);
        const { draftKey } = operation;
        operations.set(row.id, { row, draftKey, claim: undefined, dueAt: null });
        return row;
      }),
    get: (id) => run('operations.get', () => operations.get(id)?.row),
    transition: (id, from, to, patch, claim) =>
      run(`operations.transition:${to}`, () => {
        const illegal = from.find((state) => !mayMove(state, to));
        if (illegal !== undefined) throw new MemoryStoreError(`no arrow from ${illegal} to ${to}`);
        const owned = operations.get(id);
        fence(owned, claim);
        if (owned === undefined || !from.includes(owned.row.state)) return 'not_there';
        if (LANE_STATES.includes(to)) {
          const inLane = lane(owned.row.accountId);
          if (inLane !== undefined && inLane.id !== id) return 'lane_busy';
        }
        change(owned, patch, to);
        return 'moved';
      }),
    update: (id, patch, claim) =>
      run('operations.update', () => {
        const owned = operations.get(id);
        fence(owned, claim);
        if (owned !== undefined) change(owned, patch, owned.row.state);
      }),
    showDraft: (id, shown) =>
      run('operations.showDraft', () => {
        const owned = operations.get(id);
        if (owned?.row.state !== 'draft' || owned.row.shownAt > shown.shownAt) return;
        operations.set(id, { ...owned, row: { ...owned.row, ...shown } });
      }),
    claimDue: (states, now, limit) =>
      run('operations.claimDue', () =>
        takeDue(
          engine,
          operations,
          ({ id }) => id,
          claimant(),
          now,
          limit,
          ({ state }) => states.includes(state),
        ),
      ),
    release: (id, claim, dueAt) =>
      run('operations.release', () => {
        const owned = operations.get(id);
        if (owned === undefined || !holds(owned, claim)) return;
        const next = dueAt === undefined ? owned.dueAt : dueAt;
        const row = { ...owned.row, dueAt: next ?? undefined };
        operations.set(id, { ...owned, claim: undefined, dueAt: next, row });
      }),
    inLane: (accountId) => run('operations.inLane', () => lane(accountId)),
    ofAccount: (accountId, states, limit) =>
      run('operations.ofAccount', () =>
        ofAccount(accountId)
          .filter(({ state }) => states.includes(state))
          .sort((a, b) => b.createdAt - a.createdAt)
          .slice(0, limit),
      ),
    owing: (accountId) =>
      run('operations.owing', () =>
        ofAccount(accountId)
          .filter(({ owesRow }) => owesRow)
          .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0)),
      ),
    explainingRows: (accountId) =>
      run('operations.explainingRows', () =>
        ofAccount(accountId).flatMap(({ result }) => rowOf(result) ?? []),
      ),
    deposited: (accountId, productId, since) =>
      run('operations.deposited', () =>
        ofAccount(accountId).flatMap(({ state, move, evidence }) => {
          const counts = MAY_HAVE_GONE_IN.includes(state) && (evidence?.takenAt ?? 0) >= since;
          return counts && move.kind === 'deposit' && move.product.id === productId ? [move.amount] : [];
        }),
      ),
    recent: (accountId, since) =>
      run('operations.recent', () =>
        ofAccount(accountId).filter(
          ({ state, sentAt, confirmedAt }) =>
            !NEVER_SENT.includes(state) && (sentAt ?? confirmedAt ?? 0) >= since,
        ),
      ),
    expireDrafts: (now) =>
      run('operations.expireDrafts', () => {
        const old = operations.rows().filter(({ row }) => row.state === 'draft' && row.expiresAt < now);
        for (const owned of old) change(owned, { endedAt: now }, 'expired');
        return old.length;
      }),
  };
}
