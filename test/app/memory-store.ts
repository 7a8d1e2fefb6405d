// A Store in memory, faithful to its contract: several instances share one state, may die in the middle, and see
// each other's commits only. For tests and the simulation; it keeps nothing and knows no SQL.
import type { Store } from '../../src/app/store.ts';
import type { Product } from '../../src/domain/product.ts';
import {
  type AccountTables,
  createAccountStore,
  createAccountTables,
  createOrderStore,
  createPayoutStore,
} from './memory/accounts.ts';
import { createEngine, type Engine, type Hooks, MemoryStoreError, type Table } from './memory/engine.ts';
import { createOperationStore, createOperationTables, type OperationTables } from './memory/operations.ts';
import {
  createCaptureStore,
  createCardStore,
  createDeletionStore,
  createMetaStore,
  createPeopleTables,
  createSeatStore,
  createUserStore,
  type PeopleTables,
  type Run,
} from './memory/people.ts';
import { createChatStore, createNoticeStore, createQueueTables, type QueueTables } from './memory/queues.ts';
import { createTakeOver } from './memory/take-over.ts';

interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly userId: number;
  readonly action: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface OtherTables {
  readonly products: Table<string, { readonly products: readonly Product[]; readonly readAt: number }>;
  readonly audit: Table<number, AuditRow>;
}

/** Everything that is kept, shared by all instances; tests may look into the tables. */
export interface MemoryState {
  readonly engine: Engine;
  readonly tables: PeopleTables & AccountTables & OperationTables & QueueTables & OtherTables;
}

export function createMemoryState(): MemoryState {
  const engine = createEngine();
  return {
    engine,
    tables: {
      ...createPeopleTables(engine),
      ...createAccountTables(engine),
      ...createOperationTables(engine),
      ...createQueueTables(engine),
      products: engine.table(),
      audit: engine.table(),
    },
  };
}

function wipe({ tables }: MemoryState, userId: number): void {
  const chatId = tables.users.get(userId)?.chatId ?? userId;
  tables.users.delete(userId);
  tables.captures.delete(userId);
  for (const { row } of tables.accounts.rows()) {
    if (row.userId !== userId) continue;
    tables.accounts.delete(row.id);
    tables.nonces.delete(row.id);
    tables.orders.delete(row.id);
  }
  for (const payout of tables.payouts.rows()) {
    if (payout.userId === userId) {
      tables.payouts.delete(`${payout.accountId}:${payout.orderId}:${payout.number}`);
    }
  }
  for (const { row } of tables.operations.rows()) if (row.userId === userId) tables.operations.delete(row.id);
  for (const { row } of tables.notices.rows()) if (row.userId === userId) tables.notices.delete(row.id);
  for (const card of tables.cards.rows()) if (card.userId === userId) tables.cards.delete(card.id);
  for (const owned of tables.deletions.rows()) {
    const { row } = owned;
    if (row.userId !== userId) continue;
    tables.deletions.set(`${row.chatId}:${row.messageId}`, { ...owned, row: { ...row, userId: undefined } });
  }
  for (const row of tables.audit.rows()) if (row.userId === userId) tables.audit.delete(row.id);
  const chat = tables.chats.get(chatId);
  if (chat !== undefined) tables.chats.set(chatId, { ...chat, row: { chatId, dialogSealed: undefined } });
}

function storeOver(
  state: MemoryState,
  run: Run,
  instanceId: string,
  claimant: () => string,
): Omit<Store, 'transaction'> {
  const { engine, tables } = state;
  return {
    users: createUserStore(tables, run, (userId) => wipe(state, userId)),
    accounts: createAccountStore(engine, tables, run, claimant, createTakeOver(tables)),
    orders: createOrderStore(tables, run),
    payouts: createPayoutStore(tables, run),
    operations: createOperationStore(engine, tables, run, claimant),
    notices: createNoticeStore(engine, tables, run, claimant),
    chats: createChatStore(engine, tables, run, claimant),
    cards: createCardStore(tables, run),
    captures: createCaptureStore(tables, run),
    deletions: createDeletionStore(engine, tables, run, claimant),
    products: {
      get: (environment) => run('products.get', () => tables.products.get(environment)),
      put: (environment, products, readAt) =>
        run('products.put', () => tables.products.set(environment, { products, readAt })),
    },
    audit: {
      add: (entry) =>
        run('audit.add', () => {
          const id = engine.next();
          tables.audit.set(id, { ...entry, id });
        }),
    },
    meta: createMetaStore(tables, run),
    seats: createSeatStore(engine, tables, run, instanceId),
  };
}

/** The store as one instance sees it; the instance is alive from here. */
export function createMemoryStore(options: {
  readonly instanceId: string;
  readonly state: MemoryState;
  readonly hooks?: Hooks;
  /** The name under which rows are claimed; seats are held under the id. */
  readonly claimant?: () => string;
}): Store {
  const { instanceId, state, hooks = {}, claimant = () => instanceId } = options;
  state.engine.start(instanceId);
  const alone: Run = (call, work) => state.engine.run(instanceId, hooks, call, work);
  return {
    ...storeOver(state, alone, instanceId, claimant),
    transaction: (work) =>
      state.engine.transact(instanceId, hooks, (run) =>
        work({
          ...storeOver(state, run, instanceId, claimant),
          transaction: () => Promise.reject(new MemoryStoreError('a transaction in a transaction')),
        }),
      ),
  };
}
