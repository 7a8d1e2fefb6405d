// Makes rows of the outbox. What a notice says is its data; here only whom it goes to and how.
import type { NoticeAccount, NoticeData } from './notice.ts';
import type { Account, NewNotice } from './store.ts';

export interface NoticeOptions {
  readonly accountId?: string;
  readonly editMessageId?: number | undefined;
  readonly replyTo?: number | undefined;
  readonly silent?: boolean;
  readonly dedupeKey?: string;
}

/** A notice due at once (`now` real clock). It rings unless `silent`. */
export function noticeTo(
  to: { readonly id: number; readonly chatId: number },
  data: NoticeData,
  now: number,
  options: NoticeOptions = {},
): NewNotice {
  return {
    userId: to.id,
    chatId: to.chatId,
    accountId: options.accountId,
    kind: data.kind,
    data,
    editMessageId: options.editMessageId,
    replyTo: options.replyTo,
    silent: options.silent ?? false,
    dueAt: now,
    createdAt: now,
    dedupeKey: options.dedupeKey,
  };
}

export function noticeAccount({ id, label, environment }: Account): NoticeAccount {
  return { accountId: id, label, environment };
}
