// The event log as a stream of server-sent events. A reader that comes back names the last event it saw;
// if events after it are no longer kept, it gets `reset` and reads the chats anew.
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { SimulatorEnv } from './bot-api-http.ts';
import type { EventLog, TelegramEvent } from './event-log.ts';

/** A comment this often keeps proxies and readers from giving up. */
const HEARTBEAT_MS = 15_000;

/** Events a slow reader may be behind before it is cut off; it comes back with the last id it saw. */
const BACKLOG_MAX = 2_000;

function lastSeen(c: Context<SimulatorEnv>, events: EventLog): number {
  const raw = c.req.header('last-event-id') ?? c.req.query('after');
  const id = Number(raw);
  return raw === undefined || !Number.isSafeInteger(id) ? events.lastId() : id;
}

async function writeEvent(stream: SSEStreamingApi, event: TelegramEvent): Promise<void> {
  await stream.writeSSE({ id: String(event.id), event: event.type, data: JSON.stringify(event) });
}

async function follow(stream: SSEStreamingApi, events: EventLog, from: number, ended: AbortSignal) {
  const waiting: TelegramEvent[] = [];
  let wake = () => {};
  const stop = events.on((event) => {
    waiting.push(event);
    wake();
  });
  ended.addEventListener('abort', () => wake(), { once: true });
  const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
  const missed = events.since(from);
  if (missed === undefined) {
    await stream.writeSSE({ id: String(events.lastId()), event: 'reset', data: '{}' });
  } else waiting.unshift(...missed.filter((event) => !waiting.includes(event)));
  while (!ended.aborted && waiting.length <= BACKLOG_MAX) {
    const event = waiting.shift();
    if (event !== undefined) await writeEvent(stream, event);
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  clearInterval(heartbeat);
  stop();
}

export function createEventStream(
  events: EventLog,
  closing: AbortSignal,
  c: Context<SimulatorEnv>,
): Response {
  const from = lastSeen(c, events);
  const left = new AbortController();
  const ended = AbortSignal.any([left.signal, closing]);
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => left.abort());
    await stream.write(': hello\n\n');
    await follow(stream, events, from, ended);
  });
}
