// Tables of people and what belongs to their chats: users, captures, cards, deletions of secret messages, notices.
import { sql } from 'drizzle-orm';
import { bigserial, boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { NoticeData, NoticeKind } from '../../app/notice.ts';
import type { StoredAction } from '../../app/ports.ts';
import type { Access, Capture, Language, User } from '../../app/store.ts';
import type { Environment } from '../../domain/product.ts';
import { claimable, document, whole } from './columns.ts';

export const users = pgTable('users', {
  id: whole('id').primaryKey(),
  chatId: whole('chat_id').notNull(),
  firstName: text('first_name').notNull(),
  language: text('language').$type<Language>().notNull(),
  languageChosen: boolean('language_chosen').notNull(),
  timeZone: text('time_zone'),
  hiddenAmounts: boolean('hidden_amounts').notNull(),
  role: text('role').$type<User['role']>().notNull(),
  access: text('access').$type<Access>().notNull(),
  pushOff: boolean('push_off').notNull(),
  activeAccountId: text('active_account_id'),
  lastSeenAt: whole('last_seen_at').notNull(),
  createdAt: whole('created_at').notNull(),
});

export const captures = pgTable('captures', {
  userId: whole('user_id').primaryKey(),
  chatId: whole('chat_id').notNull(),
  environment: text('environment').$type<Environment>().notNull(),
  awaiting: text('awaiting').$type<Capture['awaiting']>().notNull(),
  keySealed: text('key_sealed'),
  expiresAt: whole('expires_at').notNull(),
  replaces: text('replaces'),
});

export const cards = pgTable(
  'cards',
  {
    id: text('id').primaryKey(),
    userId: whole('user_id').notNull(),
    chatId: whole('chat_id').notNull(),
    messageId: whole('message_id'),
    actions: document<Readonly<Record<string, StoredAction>>>('actions').notNull(),
    createdAt: whole('created_at').notNull(),
    expiresAt: whole('expires_at').notNull(),
  },
  (table) => [index('cards_user').on(table.userId), index('cards_expiry').on(table.expiresAt)],
);

export const deletions = pgTable(
  'deletions',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    chatId: whole('chat_id').notNull(),
    messageId: whole('message_id').notNull(),
    /** null: the person was forgotten, and the message is still to go. */
    userId: whole('user_id'),
    attempts: integer('attempts').notNull().default(0),
    ...claimable(),
  },
  (table) => [
    uniqueIndex('deletions_message').on(table.chatId, table.messageId),
    index('deletions_user').on(table.userId),
    index('deletions_due').on(table.dueAt).where(sql`${table.dueAt} is not null`),
  ],
);

export const notices = pgTable(
  'notices',
  {
    /** Rises with insertion: the order of delivery for a person. */
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    userId: whole('user_id').notNull(),
    chatId: whole('chat_id').notNull(),
    accountId: text('account_id'),
    kind: text('kind').$type<NoticeKind>().notNull(),
    data: document<NoticeData>('data').notNull(),
    editMessageId: whole('edit_message_id'),
    replyTo: whole('reply_to'),
    silent: boolean('silent').notNull(),
    createdAt: whole('created_at').notNull(),
    dedupeKey: text('dedupe_key'),
    state: text('state').$type<'pending' | 'sent' | 'dropped'>().notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    repeat: boolean('repeat').notNull().default(false),
    /** Bytes may have been sent and no outcome is stored yet. */
    sending: boolean('sending').notNull().default(false),
    messageId: whole('message_id'),
    droppedWhy: text('dropped_why'),
    ...claimable(),
  },
  (table) => [
    check('notices_state', sql`${table.state} in ('pending', 'sent', 'dropped')`),
    uniqueIndex('notices_dedupe').on(table.dedupeKey),
    index('notices_user').on(table.userId),
    index('notices_pending').on(table.userId, table.id).where(sql`${table.state} = 'pending'`),
    index('notices_due').on(table.dueAt).where(sql`${table.dueAt} is not null`),
  ],
);
