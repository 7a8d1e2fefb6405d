// Tables of the house itself: instances, seats, budgets, settings, the audit log, and the practice exchange's state.
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { claimable, document, whole } from './columns.ts';

export const instances = pgTable('instances', {
  id: text('id').primaryKey(),
  /** The database's clock, the only time in the tables that is not passed in. */
  aliveUntil: timestamp('alive_until', { withTimezone: true }).notNull(),
});

export const seats = pgTable('seats', {
  name: text('name').primaryKey(),
  ...claimable(),
});

export const budgets = pgTable('budgets', {
  name: text('name').primaryKey(),
  /** Real clock, Unix ms: the first slot nobody has bought. */
  nextAt: whole('next_at').notNull(),
  blockedUntil: whole('blocked_until').notNull(),
});

export const meta = pgTable('meta', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});

export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: whole('at').notNull(),
    userId: whole('user_id').notNull(),
    action: text('action').notNull(),
    data: document<Readonly<Record<string, unknown>>>('data').notNull(),
  },
  (table) => [index('audit_user').on(table.userId)],
);

export const practiceAccounts = pgTable(
  'practice_accounts',
  {
    /** Keyed fingerprint of the API key, as in `accounts`: the key itself stands nowhere in clear. */
    fingerprint: text('fingerprint').primaryKey(),
    userId: whole('user_id').notNull(),
    /** Key and passphrase, sealed. */
    credentialsSealed: text('credentials_sealed').notNull(),
    /** Everything else of the account: play money, orders, history. */
    state: document<unknown>('state').notNull(),
  },
  (table) => [index('practice_accounts_user').on(table.userId)],
);

export const practiceClock = pgTable('practice_clock', {
  id: integer('id').primaryKey().default(1),
  state: document<unknown>('state').notNull(),
});

/** The database's clock, as an expression. */
export const databaseNow = sql`now()`;
