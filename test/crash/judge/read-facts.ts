// Reads our tables into facts, with the account's key opened so that it can be told whose effects are whose.
import { sql } from 'drizzle-orm';
import { obtainMasterKeys, openVault } from '../../../src/compose/master-keys.ts';
import type { Database } from '../../../src/db/client.ts';
import { steadyOwner } from '../../../src/db/owner.ts';
import { inbox } from '../../../src/db/schema/chats.ts';
import { accounts, operations, payouts } from '../../../src/db/schema/money.ts';
import { notices } from '../../../src/db/schema/people.ts';
import { createStore } from '../../../src/db/store.ts';
import { LANE_STATES } from '../../../src/domain/operation.ts';
import { createSecret } from '../../../src/secret.ts';
import type { AccountFacts, DroppedNotice, OperationFacts, PayoutFacts } from './facts.ts';

export interface Tables {
  readonly accounts: readonly Omit<AccountFacts, 'linkedAt'>[];
  readonly operations: readonly OperationFacts[];
  readonly payouts: readonly PayoutFacts[];
  readonly dropped: readonly DroppedNotice[];
  /** Ids of all updates that were ever accepted. */
  readonly accepted: ReadonlySet<number>;
  readonly unhandled: number;
  readonly noticesWaiting: number;
}

/** Drizzle's NULL is our undefined. */
const given = <Value>(value: Value | null): Value | undefined => value ?? undefined;

export async function readTables(database: Database, masterKeys: string): Promise<Tables> {
  const { queries } = database;
  const [updates, told] = [
    await queries.select({ updateId: inbox.updateId, doneAt: inbox.doneAt }).from(inbox),
    await queries
      .select({ userId: notices.userId, state: notices.state, why: notices.droppedWhy, data: notices.data })
      .from(notices),
  ];
  return {
    accounts: await readAccounts(database, masterKeys),
    operations: await readOperations(database),
    payouts: (await queries.select().from(payouts)).map((row) => ({ ...row, amount: given(row.amount) })),
    dropped: told.flatMap(({ userId, state, why, data }) =>
      state === 'dropped' ? [{ userId, why: why ?? '', data }] : [],
    ),
    accepted: new Set(updates.map(({ updateId }) => updateId)),
    unhandled: updates.filter(({ doneAt }) => doneAt === null).length,
    noticesWaiting: told.filter(({ state }) => state === 'pending').length,
  };
}

export async function readAccounts(
  database: Database,
  masterKeys: string,
): Promise<readonly Omit<AccountFacts, 'linkedAt'>[]> {
  const keys = obtainMasterKeys(createSecret(masterKeys), { dataDir: '', embedded: false });
  const vault = await openVault(keys, createStore(database, steadyOwner('crash')).meta);
  const rows = await database.queries.select().from(accounts);
  return rows.flatMap(({ id, userId, keySealed, removed }) => {
    if (removed) return [];
    return [{ id, userId, apiKey: vault.open(keySealed, { owner: userId, record: id, field: 'key' }) }];
  });
}

export async function readOperations({ queries }: Database): Promise<readonly OperationFacts[]> {
  const rows = await queries
    .select({
      id: operations.id,
      accountId: operations.accountId,
      userId: operations.userId,
      state: operations.state,
      move: operations.move,
      confirmedAt: operations.confirmedAt,
      sentAt: operations.sentAt,
    })
    .from(operations);
  return rows.map(({ confirmedAt, sentAt, ...row }) => ({
    ...row,
    confirmedAt: given(confirmedAt),
    sentAt: given(sentAt),
    isForgotten: false,
  }));
}

/** Most unresolved moves of one account, now. */
export async function readLanes({ queries }: Database): Promise<number> {
  const states = sql.join(
    LANE_STATES.map((state) => sql`${state}`),
    sql`, `,
  );
  const rows: readonly unknown[] = await queries.execute(
    sql`select count(*) from operations where state in (${states}) group by account_id order by 1 desc limit 1`,
  );
  const [row] = rows;
  return Array.isArray(row) ? Number(row[0]) : 0;
}
