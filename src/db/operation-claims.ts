// Who submits or settles an operation.
import { and, eq, getTableColumns, inArray } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { OperationStore } from '../app/store.ts';
import { claimedRows } from './claimed-rows.ts';
import { claimed, dueTable, held, pickDue } from './due.ts';
import { operationOf } from './operation-row.ts';
import type { Owner } from './owner.ts';
import { operations } from './schema/money.ts';
import type { Session } from './session.ts';

const seen = alias(operations, 'seen');
const dueOperations = dueTable(operations, (table) => table.id, seen);

export function createOperationClaims(
  session: Session,
  owner: Owner,
): Pick<OperationStore, 'claimDue' | 'release'> {
  const { queries } = session;
  return {
    async claimDue(states, now, limit) {
      const self = owner.current();
      const picked = pickDue(session, dueOperations, self, now, limit, inArray(seen.state, [...states]));
      const rows = await queries
        .with(picked)
        .update(operations)
        .set(claimed(dueOperations, self))
        .from(picked)
        .where(eq(operations.id, picked.key))
        .returning(getTableColumns(operations));
      return claimedRows(rows, self, operationOf);
    },
    async release(id, claim, dueAt) {
      await queries
        .update(operations)
        .set({ claimedBy: null, ...(dueAt === undefined ? {} : { dueAt }) })
        .where(and(eq(operations.id, id), held(operations, claim)));
    },
  };
}
