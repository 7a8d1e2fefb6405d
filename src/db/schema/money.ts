// Tables of money: accounts, their orders as last read, the ledger of payouts, and the operations.
// The database itself holds the two rules that must never break: one move in the lane, one payout a number.
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { AccountStatus } from '../../app/store.ts';
import type {
  Evidence,
  Move,
  OperationResult,
  OperationState,
  Settling,
  Terms,
} from '../../domain/operation.ts';
import type { StoredOrder } from '../../domain/payout.ts';
import type { Environment, Product } from '../../domain/product.ts';
import { amount, claimable, document, whole } from './columns.ts';

export const accounts = pgTable(
  'accounts',
  {
    id: text('id').primaryKey(),
    userId: whole('user_id').notNull(),
    environment: text('environment').$type<Environment>().notNull(),
    label: text('label').notNull(),
    keyTail: text('key_tail').notNull(),
    keySealed: text('key_sealed').notNull(),
    secretSealed: text('secret_sealed').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: text('status').$type<AccountStatus>().notNull(),
    createdAt: whole('created_at').notNull(),
    lastSyncAt: whole('last_sync_at'),
    nextSyncEnvAt: whole('next_sync_env_at'),
    refusedSince: whole('refused_since'),
    lateToldAt: whole('late_told_at'),
    lateLooks: integer('late_looks').notNull(),
    failedLooks: integer('failed_looks').notNull().default(0),
    moved: boolean('moved').notNull(),
    linked: boolean('linked').notNull(),
    lastNonce: whole('last_nonce').notNull().default(0),
    /** Due time asked for while an instance held the row, so that its release does not lose the wish. */
    askedDueAt: whole('asked_due_at'),
    /** Disconnected: the key and its tail are wiped and nothing returns the row, but its ledger keeps its place. */
    removed: boolean('removed').notNull().default(false),
    ...claimable(),
  },
  (table) => [
    check(
      'accounts_wiped',
      sql`not ${table.removed} or (${table.keySealed} = '' and ${table.secretSealed} = '' and ${table.keyTail} = '')`,
    ),
    uniqueIndex('accounts_fingerprint').on(table.fingerprint).where(sql`not ${table.removed}`),
    index('accounts_user').on(table.userId),
    index('accounts_due').on(table.dueAt).where(sql`${table.dueAt} is not null`),
  ],
);

export const orders = pgTable('orders', {
  accountId: text('account_id').primaryKey(),
  version: integer('version').notNull(),
  orders: document<readonly StoredOrder[]>('orders').notNull(),
  storedAt: whole('stored_at').notNull(),
});

export const payouts = pgTable(
  'payouts',
  {
    accountId: text('account_id').notNull(),
    orderId: whole('order_id').notNull(),
    number: integer('number').notNull(),
    userId: whole('user_id').notNull(),
    periods: integer('periods').notNull(),
    at: whole('at').notNull(),
    currency: text('currency').notNull(),
    amount: amount('amount'),
    productName: text('product_name').notNull(),
    productCurrency: text('product_currency').notNull(),
    productType: text('product_type').notNull(),
    recordedAt: whole('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'payouts_pkey', columns: [table.accountId, table.orderId, table.number] }),
    index('payouts_account_time').on(table.accountId, table.at),
    index('payouts_user').on(table.userId),
  ],
);

export const operations = pgTable(
  'operations',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    userId: whole('user_id').notNull(),
    chatId: whole('chat_id').notNull(),
    state: text('state').$type<OperationState>().notNull(),
    move: document<Move>('move').notNull(),
    terms: document<Terms>('terms').notNull(),
    evidence: document<Evidence>('evidence'),
    result: document<OperationResult>('result'),
    settling: document<Settling>('settling'),
    cardMessageId: whole('card_message_id'),
    createdAt: whole('created_at').notNull(),
    shownAt: whole('shown_at').notNull(),
    expiresAt: whole('expires_at').notNull(),
    confirmedAt: whole('confirmed_at'),
    sentAt: whole('sent_at'),
    endedAt: whole('ended_at'),
    answeredAt: whole('answered_at'),
    owesRow: boolean('owes_row').notNull().default(false),
    explained: boolean('explained').notNull().default(false),
    draftKey: text('draft_key').notNull(),
    ...claimable(),
  },
  (table) => [
    check(
      'operations_state',
      sql`${table.state} in ('draft', 'confirmed', 'sending', 'done', 'rejected', 'unknown', 'expired', 'cancelled', 'not_found', 'needs_review')`,
    ),
    uniqueIndex('operations_lane')
      .on(table.accountId)
      .where(sql`${table.state} in ('confirmed', 'sending', 'unknown')`),
    uniqueIndex('operations_draft_key').on(table.draftKey),
    index('operations_account').on(table.accountId, table.createdAt),
    index('operations_user').on(table.userId),
    index('operations_due').on(table.dueAt).where(sql`${table.dueAt} is not null`),
    index('operations_drafts').on(table.expiresAt).where(sql`${table.state} = 'draft'`),
    index('operations_owing').on(table.accountId).where(sql`${table.owesRow}`),
  ],
);

export const products = pgTable('products', {
  environment: text('environment').$type<Environment>().primaryKey(),
  products: document<readonly Product[]>('products').notNull(),
  readAt: whole('read_at').notNull(),
});
