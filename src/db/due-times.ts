// When the next row of each queue falls due, read for all queues in one statement. Says nothing about who may take it.
import { and, asc, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { unionAll } from 'drizzle-orm/pg-core';
import type { Queue } from '../app/app.ts';
import type { OperationState } from '../domain/operation.ts';
import type { Database } from './client.ts';
import { withDbErrors } from './errors.ts';
import { chats } from './schema/chats.ts';
import { accounts, operations } from './schema/money.ts';
import { deletions, notices } from './schema/people.ts';

export interface DueTimes {
  /** Real clock, Unix ms; a queue where nothing waits is left out. A row that is held counts as well. */
  read(): Promise<ReadonlyMap<Queue, number>>;
}

interface DueTable {
  readonly queue: Queue;
  readonly table: PgTable;
  readonly dueAt: PgColumn;
  readonly where?: SQL | undefined;
}

const inState = (...states: readonly OperationState[]): SQL => inArray(operations.state, [...states]);

const TABLES: readonly [DueTable, DueTable, ...DueTable[]] = [
  { queue: 'chats', table: chats, dueAt: chats.dueAt },
  { queue: 'submit', table: operations, dueAt: operations.dueAt, where: inState('confirmed') },
  { queue: 'settle', table: operations, dueAt: operations.dueAt, where: inState('unknown') },
  { queue: 'sync', table: accounts, dueAt: accounts.dueAt },
  { queue: 'deliver', table: notices, dueAt: notices.dueAt },
  { queue: 'delete', table: deletions, dueAt: deletions.dueAt },
];

export function createDueTimes({ queries }: Pick<Database, 'queries'>): DueTimes {
  const earliest = ({ queue, table, dueAt, where }: DueTable) =>
    queries
      .select({ queue: sql<Queue>`${queue}::text`.as('queue'), dueAt: sql<number>`${dueAt}`.as('due_at') })
      .from(table)
      .where(and(isNotNull(dueAt), where))
      .orderBy(asc(dueAt))
      .limit(1);
  return withDbErrors({
    async read() {
      const [first, second, ...rest] = TABLES.map(earliest);
      if (first === undefined || second === undefined) return new Map();
      const rows = await unionAll(first, second, ...rest);
      return new Map(rows.map(({ queue, dueAt }) => [queue, Number(dueAt)]));
    },
  });
}
