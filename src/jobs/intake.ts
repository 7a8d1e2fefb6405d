// Takes updates from Telegram into the inbox: one transaction a batch, payloads sealed since one may hold a secret, and
// no more of a chat than may lie unread. Shared by polling and webhook. Handles nothing and answers nobody.
import { UNREAD_MAX } from '../app/accept-some.ts';
import type { App, IncomingUpdate } from '../app/app.ts';
import type { Clock, Log, Vault } from '../app/ports.ts';
import type { ChatStore, InboxUpdate } from '../app/store.ts';

/** What the bot asks Telegram for; nothing else reaches the inbox. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

export interface IntakeDeps {
  readonly chats: Pick<ChatStore, 'accept'>;
  /** Takes a batch that is too much for a chat. */
  readonly acceptSome: App['acceptSome'];
  readonly vault: Pick<Vault, 'seal'>;
  readonly botId: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Wakes the loop of chats. */
  readonly wake: () => void;
}

/** Stores a batch; resolves once it is committed. Rejects when nothing was stored. Returns how many were new. */
export type Accept = (updates: readonly unknown[]) => Promise<number>;

export function createIntake(deps: IntakeDeps): Accept {
  const { chats, vault, botId, clock, log } = deps;
  const toInbox = (update: unknown): readonly IncomingUpdate[] => {
    const updateId = updateIdOf(update);
    const chatId = updateId === undefined ? undefined : chatIdOf(update);
    if (updateId === undefined || chatId === undefined) {
      log.warn('intake.without_chat', { updateId });
      return [];
    }
    const seal = () => vault.seal(JSON.stringify(update), inboxContext(updateId));
    return [{ botId, updateId, chatId, seal, message: messageOf(update) }];
  };
  /** The last batch was too much for a chat: then the next most likely is too, and is not tried in vain. */
  let isFlood = false;
  const store = async (incoming: readonly IncomingUpdate[]): Promise<number> => {
    if (!isFlood) {
      const added = await chats.accept(incoming.map(sealedNow), clock.now(), UNREAD_MAX);
      if (added !== undefined) return added;
    }
    const { added, refused } = await deps.acceptSome(incoming);
    isFlood = refused > 0;
    return added;
  };
  return async (updates) => {
    const incoming = updates.flatMap(toInbox);
    if (incoming.length === 0) return 0;
    const added = await store(incoming);
    if (added > 0) deps.wake();
    return added;
  };
}

function sealedNow({ botId, updateId, chatId, seal }: IncomingUpdate): InboxUpdate {
  return { botId, updateId, chatId, sealed: seal() };
}

/** What a sealed update is bound to. */
export function inboxContext(updateId: number) {
  return { owner: 0, record: `inbox:${updateId}`, field: 'payload' } as const;
}

/** The id of an update, undefined when it is none. */
export function updateIdOf(update: unknown): number | undefined {
  const id = field(update, 'update_id');
  return isId(id) ? id : undefined;
}

/**
 * The chat whose order the update keeps. A tap on a message that Telegram does not show (inline) has no chat: it
 * goes to the private chat with the person, whose id is the person's.
 */
export function chatIdOf(update: unknown): number | undefined {
  const callback = field(update, 'callback_query');
  const candidates = [
    field(field(field(update, 'message'), 'chat'), 'id'),
    field(field(field(update, 'edited_message'), 'chat'), 'id'),
    field(field(field(callback, 'message'), 'chat'), 'id'),
    field(field(callback, 'from'), 'id'),
    field(field(field(update, 'my_chat_member'), 'chat'), 'id'),
  ];
  return candidates.find(isId);
}

/** Whatever a person wrote, edited and captioned messages too. */
function messageOf(update: unknown): IncomingUpdate['message'] {
  const message = field(update, 'message') ?? field(update, 'edited_message');
  const messageId = field(message, 'message_id');
  const written = [field(message, 'text'), field(message, 'caption')].filter(
    (text) => typeof text === 'string',
  );
  return isId(messageId) && written.length > 0 ? { messageId, text: written.join('\n') } : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
