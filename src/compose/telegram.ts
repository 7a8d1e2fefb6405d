// The ways to Telegram: one for what a person waits for, one for the jobs, over the same connections.
import type { ApiClientOptions } from 'grammy';
import type { Messenger, View } from '../app/ports.ts';
import type { Notice, Store, User } from '../app/store.ts';
import { createMessenger } from '../bot/messenger.ts';
import { createTelegramCall, type TelegramCall } from '../bot/telegram-call.ts';
import { createTelegramDispatcher, createTelegramFetch } from '../bot/telegram-fetch.ts';
import { viewNotice } from '../bot/views/notices.ts';
import { readerOf } from '../bot/views/reader.ts';
import type { Config } from '../config.ts';
import { RANDOM_IDS, REAL_CLOCK } from './adapters.ts';
import type { NextCards } from './next-cards.ts';

/** A reply waits this long for a 429: the chat is the person's own, and nothing else of theirs would come sooner. */
const REPLY_OBEYS_MS = 30_000;
/** Longest a call of a handler may take in all, with the waits for a 429. */
const HANDLER_CALL_S = 100;

export interface Telegram {
  /** Hands a 429 on. For the jobs and the start. */
  readonly call: TelegramCall;
  /** What grammY is built with. */
  readonly client: ApiClientOptions;
  readonly messenger: Messenger;
  /** The number before the colon of the token. */
  readonly botId: number;
  readonly close: () => Promise<void>;
}

export function openTelegram(config: Config, cards: Store['cards']): Telegram {
  const dispatcher = createTelegramDispatcher();
  const apiRoot = config.telegramApiRoot;
  const token = config.botToken.reveal();
  const call = createTelegramCall({
    apiRoot,
    token,
    fetch: createTelegramFetch({ obeyUpToMs: 0, dispatcher }),
  });
  return {
    call,
    client: {
      apiRoot,
      fetch: createTelegramFetch({ obeyUpToMs: REPLY_OBEYS_MS, dispatcher }),
      timeoutSeconds: HANDLER_CALL_S,
    },
    messenger: createMessenger({ call, cards, clock: REAL_CLOCK, ids: RANDOM_IDS }),
    botId: Number(token.slice(0, token.indexOf(':'))),
    close: () => dispatcher.destroy(),
  };
}

/**
 * Words a notice for its reader, in their language and with their accounts named. Undefined: there is nothing to say any
 * more.
 */
export function createRender(deps: {
  readonly store: Pick<Store, 'accounts'>;
  readonly cards: Pick<NextCards, 'find'>;
  readonly reconcileWaitMs: number;
}): (notice: Notice, user: User) => Promise<View | undefined> {
  const { store, cards, reconcileWaitMs } = deps;
  return async ({ data, repeat, userId }, user) => {
    const accounts = await store.accounts.ofUser(userId);
    const found = await cards.find(data, accounts);
    if (found.kind === 'used') return undefined;
    const card = found.kind === 'card' ? found.facts : undefined;
    return viewNotice(data, readerOf(user, accounts), { repeat, reconcileWaitMs, card });
  };
}
