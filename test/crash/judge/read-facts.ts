// Reads our tables into facts, with the account's key opened so that it can be told whose effects are whose.
import { eq, getTableName } from 'drizzle-orm';
import { obtainMasterKeys, openVault } from '../../../src/compose/master-keys.ts';
import type { Database } from '../../../src/db/client.ts';
import { steadyOwner } from '../../../src/db/owner.ts';
import { inbox } from '../../../src/db/schema/chats.ts';
import { accounts, operations, payouts } from '../../../src/db/schema/money.ts';
import { notices } from '../../../src/db/schema/people.ts';
import { practiceAccounts } from '../../../src/db/schema/system.ts';
import { createStore } from '../../../src/db/store.ts';
import type { OperationState, Settling } from '../../../src/domain/operation.ts';
import { createSecret } from '../../../src/secret.ts';
import type { AccountFacts, DroppedNotice, OperationFacts, PayoutFacts } from './facts.ts';

export interface KeptAccount extends Omit<AccountFacts, 'linkedAt'> {
  /** Key and secret as they stand in the table. */
  readonly sealed: readonly string[];
}

export interface Tables {
  readonly accounts: readonly KeptAccount[];
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
      .select({
        userId: notices.userId,
        state: notices.state,
        why: notices.droppedWhy,
        createdAt: notices.createdAt,
        data: notices.data,
      })
      .from(notices),
  ];
  return {
    accounts: await readAccounts(database, masterKeys),
    operations: await readOperations(database),
    payouts: (await queries.select().from(payouts)).map((row) => ({ ...row, amount: given(row.amount) })),
    dropped: told.flatMap(({ userId, state, why, createdAt, data }) =>
      state === 'dropped' ? [{ userId, createdAt, why: why ?? '', data }] : [],
    ),
    accepted: new Set(updates.map(({ updateId }) => updateId)),
    unhandled: updates.filter(({ doneAt }) => doneAt === null).length,
    noticesWaiting: told.filter(({ state }) => state === 'pending').length,
  };
}

export async function readAccounts(database: Database, masterKeys: string): Promise<readonly KeptAccount[]> {
  const keys = obtainMasterKeys(createSecret(masterKeys), { dataDir: '', embedded: false });
  const vault = await openVault(keys, createStore(database, steadyOwner('crash')).meta);
  const rows = await database.queries.select().from(accounts);
  return rows.flatMap(({ id, userId, keySealed, secretSealed, removed }) => {
    if (removed) return [];
    const apiKey = vault.open(keySealed, { owner: userId, record: id, field: 'key' });
    return [{ id, userId, apiKey, sealed: [keySealed, secretSealed] }];
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
      result: operations.result,
      settling: operations.settling,
      confirmedAt: operations.confirmedAt,
      sentAt: operations.sentAt,
      endedAt: operations.endedAt,
      expiresAt: operations.expiresAt,
    })
    .from(operations);
  return rows.map(({ result, settling, confirmedAt, sentAt, endedAt, ...row }) => ({
    ...row,
    result: given(result),
    confirmedAt: given(confirmedAt),
    sentAt: given(sentAt),
    leftAt: leftAtOf(row.state, given(endedAt), settling),
    isForgotten: false,
  }));
}

/** Of a review that waits for the person: the look that handed it over. */
function leftAtOf(
  state: OperationState,
  endedAt: number | undefined,
  settling: Settling | null,
): number | undefined {
  return endedAt ?? (state === 'needs_review' ? settling?.lastLookAt : undefined);
}

/** Rows of these people that should be gone, table by table. */
export async function readRest({ queries }: Database, people: Iterable<number>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const userId of people) {
    for (const table of [accounts, operations, practiceAccounts]) {
      const rows = await queries.select({ userId: table.userId }).from(table).where(eq(table.userId, userId));
      if (rows.length > 0) found.push(`${rows.length} rows of ${getTableName(table)} of person ${userId}`);
    }
  }
  return found;
}
