// Delivers updates by POST when a webhook is set: one at a time, in order, again with back-off until a 2xx.
import { NO_WEBHOOK } from './state.ts';
import type { TgUpdate } from './types.ts';
import type { World } from './world.ts';

export interface WebhookRequest {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
  readonly dropPending: boolean;
  /** undefined keeps what was asked last. */
  readonly allowedUpdates: readonly string[] | undefined;
}

export interface Webhook {
  /** An empty address ends it. */
  set(request: WebhookRequest): void;
  /** The result of getWebhookInfo. */
  info(): Record<string, unknown>;
  /** Goes on delivering what a restart found waiting. */
  start(): void;
  close(): void;
}

/** Waits between attempts: doubled each time up to the longest. Telegram's own are not published. */
const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 5_000;
const ANSWER_TIMEOUT_MS = 30_000;

function errorMessage(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'Read timeout expired';
  return 'Connection failed';
}

interface Attempt {
  readonly ok: boolean;
  readonly message: string;
}

async function post(url: string, secret: string, update: TgUpdate, signal: AbortSignal): Promise<Attempt> {
  const headers = {
    'content-type': 'application/json',
    ...(secret === '' ? {} : { 'x-telegram-bot-api-secret-token': secret }),
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    const message = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
    return { ok: response.ok, message: message.trimEnd() };
  } catch (error) {
    return { ok: false, message: errorMessage(error) };
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done);
  });
}

type Parts = Pick<World, 'memory' | 'queue' | 'counters' | 'now' | 'changed'>;

function noteAttempt({ memory, queue, counters, now, changed }: Parts, attempt: Attempt, update: TgUpdate) {
  if (attempt.ok) {
    counters.total('webhookDeliveries');
    queue.drop(update.update_id);
    return;
  }
  counters.total('webhookFailures');
  memory.webhook = { ...memory.webhook, lastErrorAtMs: now(), lastErrorMessage: attempt.message };
  changed();
}

/** Delivers until the queue is empty or the signal ends it. */
async function deliverAll(parts: Parts, signal: AbortSignal): Promise<void> {
  let delayMs = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const update = parts.queue.peek();
    if (update === undefined) return;
    const { url, secretToken } = parts.memory.webhook;
    const attempt = await post(url, secretToken, update, signal);
    if (signal.aborted && !attempt.ok) return;
    noteAttempt(parts, attempt, update);
    if (attempt.ok) {
      delayMs = RETRY_FIRST_MS;
      continue;
    }
    await pause(delayMs, signal);
    delayMs = Math.min(RETRY_LONGEST_MS, delayMs * 2);
  }
}

function viewInfo({ memory, queue }: Parts): Record<string, unknown> {
  const { url, maxConnections, lastErrorAtMs, lastErrorMessage } = memory.webhook;
  const error =
    lastErrorAtMs === 0
      ? {}
      : { last_error_date: Math.floor(lastErrorAtMs / 1000), last_error_message: lastErrorMessage };
  const allowed = memory.allowedUpdates.length === 0 ? {} : { allowed_updates: memory.allowedUpdates };
  const active = url === '' ? {} : { max_connections: maxConnections };
  return {
    url,
    has_custom_certificate: false,
    pending_update_count: queue.size(),
    ...active,
    ...error,
    ...allowed,
  };
}

export function createWebhook(parts: Parts): Webhook {
  const { memory, queue } = parts;
  let ending = new AbortController();
  let running: Promise<void> | undefined;

  const kick = () => {
    if (memory.webhook.url === '' || running !== undefined || queue.size() === 0) return;
    const { signal } = ending;
    running = deliverAll(parts, signal).finally(() => {
      running = undefined;
      if (!ending.signal.aborted) kick();
    });
  };
  const stopListening = queue.onPush(kick);

  return {
    set({ url, secretToken, maxConnections, dropPending, allowedUpdates }) {
      ending.abort();
      ending = new AbortController();
      if (dropPending) queue.clear();
      if (allowedUpdates !== undefined) memory.allowedUpdates = allowedUpdates;
      memory.webhook = url === '' ? NO_WEBHOOK : { ...NO_WEBHOOK, url, secretToken, maxConnections };
      parts.changed();
      kick();
    },
    info: () => viewInfo(parts),
    start: kick,
    close() {
      stopListening();
      ending.abort();
    },
  };
}
