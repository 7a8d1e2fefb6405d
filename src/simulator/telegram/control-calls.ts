// The person's side of the emulated Telegram from any process: one typed call for each path under /control.
// client.ts makes a chat out of them.
import { z } from 'zod';
import type { ChatMoment, TelegramStatus } from './control.ts';
import type { FileOptions, InChat, SendOptions, Sent } from './control-messages.ts';
import type { ChatView, GroupRequest, PersonRequest } from './control-people.ts';
import type { TapOptions, Tapped } from './control-taps.ts';
import type { Fault, FaultRequest } from './fault-plan.ts';
import type { FileKind } from './files.ts';
import type { CallbackAnswer, Counters, SentEntry } from './state.ts';
import type { TgCommand } from './types.ts';

/** A wait that ended in vain, or a request the emulator refused. */
export class TelegramClientError extends Error {
  override name = 'TelegramClientError';
}

/** The emulator's actions and reads as plain calls. Paths and shapes are those of control-http.ts. */
export interface TelegramControlCalls {
  ensureUser(person: PersonRequest): Promise<void>;
  createGroup(group: GroupRequest): Promise<ChatView>;
  block(userId: number): Promise<void>;
  unblock(userId: number): Promise<void>;
  send(userId: number, text: string, options?: SendOptions): Promise<Sent>;
  sendFile(userId: number, kind: FileKind, options?: FileOptions): Promise<Sent>;
  edit(userId: number, messageId: number, text: string, options?: InChat): Promise<Sent>;
  forward(userId: number, what: { messageId: number } | { text: string }, options?: InChat): Promise<Sent>;
  delete(userId: number, messageId: number, options?: InChat): Promise<void>;
  tap(userId: number, messageId: number, button: string, options?: TapOptions): Promise<Tapped>;
  /** Waits for the bot's answer to a tap; undefined when none came in time. */
  answer(callbackId: string, timeoutMs: number): Promise<CallbackAnswer | undefined>;
  resend(updateId: number): Promise<void>;
  repeatCallback(callbackId: string): Promise<number>;
  release(heldId?: number): Promise<readonly number[]>;
  jumpUpdateIds(to: number): Promise<number>;
  addFault(request: FaultRequest): Promise<Fault>;
  faults(): Promise<readonly Fault[]>;
  clearFaults(): Promise<void>;
  /** The chat as it is, or as it is once something happened after the event (at most 25 s). */
  messages(chatId: number, wait?: { afterEvent: number; waitMs: number }): Promise<ChatMoment>;
  menu(userId: number): Promise<readonly TgCommand[]>;
  chats(): Promise<readonly ChatView[]>;
  sent(filter?: { chatId?: number; afterId?: number }): Promise<readonly SentEntry[]>;
  counters(): Promise<Counters>;
  status(): Promise<TelegramStatus>;
}

const ERROR = z.object({ error: z.string() });
const RESULT = z.object({ result: z.unknown() });
const ANSWER = z.object({ answer: z.unknown() });

/** Longer than the emulator's own longest wait. */
const REQUEST_TIMEOUT_MS = 40_000;

async function request(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const known = ERROR.safeParse(body);
  throw new TelegramClientError(
    known.success ? known.data.error : `the emulator answered ${response.status}`,
  );
}

function query(values: Readonly<Record<string, number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

/** Wire mapping: the emulator is this program's own code, so its shapes are taken as typed. */
function createWire(baseUrl: string) {
  const root = `${baseUrl.replace(/\/$/, '')}/control`;
  return {
    async get<Value>(path: string): Promise<Value> {
      return (await request(`${root}/${path}`)) as Value;
    },
    async post<Value>(action: string, body: object): Promise<Value> {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return RESULT.parse(await request(`${root}/${action}`, init)).result as Value;
    },
  };
}

/** Calls an emulator at this address, like `http://127.0.0.1:8081`. */
export function createTelegramControlCalls(baseUrl: string): TelegramControlCalls {
  const { get, post } = createWire(baseUrl);
  return {
    ensureUser: (person) => post('user', person),
    createGroup: (group) => post('group', group),
    block: (userId) => post('block', { userId }),
    unblock: (userId) => post('unblock', { userId }),
    send: (userId, text, options) => post('send', { userId, text, ...options }),
    sendFile: (userId, kind, options) => post('send-file', { userId, kind, ...options }),
    edit: (userId, messageId, text, options) => post('edit', { userId, messageId, text, ...options }),
    forward: (userId, what, options) => post('forward', { userId, what, ...options }),
    delete: (userId, messageId, options) => post('delete', { userId, messageId, ...options }),
    tap: (userId, messageId, button, options) => post('tap', { userId, messageId, button, ...options }),
    async answer(callbackId, timeoutMs) {
      const body = await get(`callbacks/${encodeURIComponent(callbackId)}${query({ waitMs: timeoutMs })}`);
      return (ANSWER.parse(body).answer ?? undefined) as CallbackAnswer | undefined;
    },
    resend: (updateId) => post('resend', { updateId }),
    repeatCallback: (callbackId) => post('repeat-callback', { callbackId }),
    release: (heldId) => post('release', { heldId }),
    jumpUpdateIds: (to) => post('jump-update-ids', { to }),
    addFault: (fault) => post('fault', fault),
    faults: () => get('faults'),
    clearFaults: () => post('clear-faults', {}),
    messages: (chatId, wait) => get(`chats/${chatId}/messages${query({ ...wait })}`),
    menu: (userId) => get(`chats/${userId}/menu`),
    chats: () => get('chats'),
    sent: (filter) => get(`sent${query({ ...filter })}`),
    counters: () => get('counters'),
    status: () => get('status'),
  };
}
