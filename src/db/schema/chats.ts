// Tables of what Telegram sends: the inbox of updates and one row a chat that says whether something waits in it.
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { claimable, whole } from './columns.ts';

export const chats = pgTable(
  'chats',
  {
    chatId: whole('chat_id').primaryKey(),
    /** Highest `seq` accepted for the chat. */
    wantedSeq: whole('wanted_seq').notNull().default(0),
    /** Highest `seq` handled. */
    doneSeq: whole('done_seq').notNull().default(0),
    dialogSealed: text('dialog_sealed'),
    ...claimable(),
  },
  (table) => [index('chats_due').on(table.dueAt).where(sql`${table.dueAt} is not null`)],
);

export const inbox = pgTable(
  'inbox',
  {
    botId: whole('bot_id').notNull(),
    updateId: whole('update_id').notNull(),
    /** Our own order: rises within a chat as updates are accepted. Telegram's ids may jump down. */
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    chatId: whole('chat_id').notNull(),
    /** Null once handled: the payload may hold a secret. */
    sealed: text('sealed'),
    attempts: integer('attempts').notNull().default(0),
    /** Real clock. The id stays a while, so that an update delivered again is known. */
    doneAt: whole('done_at'),
  },
  (table) => [
    primaryKey({ name: 'inbox_pkey', columns: [table.botId, table.updateId] }),
    uniqueIndex('inbox_seq').on(table.seq),
    index('inbox_waiting').on(table.chatId, table.seq).where(sql`${table.doneAt} is null`),
    index('inbox_done').on(table.doneAt).where(sql`${table.doneAt} is not null`),
  ],
);
