// The demo page over http on loopback: static files (TypeScript stripped as it is served), one stream of events, one
// action. It reads and switches the simulators; the bot knows nothing of it.
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { PageEvent, PageMessage } from '../simulator/page/contract.ts';
import type { MessageView } from '../simulator/telegram/message-view.ts';
import type { DemoActions } from './actions.ts';
import { PERSON_ID } from './person.ts';
import type { DemoWorld } from './world.ts';

const PAGE_DIR = join(import.meta.dirname, '..', 'simulator', 'page');
const SCRIPTS = ['page', 'compose', 'messages', 'panel', 'texts', 'contract'];
/** The panel is read again this often while a page is open, and at once after an action. */
const PANEL_EVERY_MS = 500;
/** Messages sent to a page that opens; older ones stay in the store. */
const MESSAGES_SHOWN = 400;

const LANGUAGE = z.enum(['en', 'zh-hans', 'zh-hant']);
const ACT = z.discriminatedUnion('do', [
  z.object({ do: z.literal('send'), text: z.string().min(1).max(4_096) }),
  z.object({ do: z.literal('tap'), messageId: z.number().int(), data: z.string().max(64) }),
  z.object({ do: z.literal('language'), language: LANGUAGE }),
  z.object({ do: z.literal('speed'), speed: z.number().min(0).max(100_000) }),
  z.object({
    do: z.literal('switch'),
    name: z.enum(['down', 'slow', 'lostAnswer', 'rateLimited', 'keyRevoked']),
    on: z.boolean(),
  }),
  z.object({ do: z.literal('kill') }),
]);

function viewForPage(message: MessageView, all: readonly MessageView[]): PageMessage {
  const replied = all.find(({ messageId }) => messageId === message.replyToMessageId);
  return {
    id: message.messageId,
    mine: message.from === 'person',
    text: message.text,
    entities: message.entities.map(({ type, offset, length, url }) => ({
      type,
      offset,
      length,
      ...(url === undefined ? {} : { url }),
    })),
    keyboard: message.keyboard.map((row) =>
      row.map(({ text, callback_data, url, style }) => ({
        text,
        ...(callback_data === undefined ? {} : { data: callback_data }),
        ...(typeof url === 'string' ? { url } : {}),
        ...(style === undefined ? {} : { style }),
      })),
    ),
    edited: message.edited,
    silent: message.silent,
    deleted: message.deleted,
    replyToText: replied?.text.split('\n')[0],
    at: message.sentAtMs,
  };
}

function readChat(world: DemoWorld): readonly PageMessage[] {
  const all = world.telegram.control.messages(PERSON_ID).slice(-MESSAGES_SHOWN);
  return all.map((message) => viewForPage(message, all));
}

async function followWorld(
  stream: SSEStreamingApi,
  world: DemoWorld,
  actions: DemoActions,
  left: AbortSignal,
): Promise<void> {
  const queue: PageEvent[] = [
    { type: 'panel', panel: await actions.panel() },
    { type: 'chat', messages: readChat(world) },
  ];
  let wake = () => {};
  const put = (event: PageEvent) => {
    queue.push(event);
    wake();
  };
  let shownPanel = '';
  const readPanel = async () => {
    const panel = await actions.panel();
    // The clock's reading always differs; only the rest decides whether the page is told.
    const key = JSON.stringify({ ...panel, clock: { ...panel.clock, simNow: 0, serverNow: 0 } });
    if (key === shownPanel) return;
    shownPanel = key;
    put({ type: 'panel', panel });
  };
  const timer = setInterval(() => void readPanel().catch(() => undefined), PANEL_EVERY_MS);
  const stopListening = world.telegram.control.on((event) => {
    if (event.chatId !== PERSON_ID) return;
    if (event.type === 'chat_action') put({ type: 'typing' });
    else if (event.type === 'callback_answer')
      put({ type: 'toast', text: event.text, alert: event.showAlert });
    else if (event.type === 'message' || event.type === 'edit' || event.type === 'delete') {
      put({ type: 'chat', messages: readChat(world).slice(-60) });
    }
  });
  const stopActions = actions.onChange(() => void readPanel().catch(() => undefined));
  left.addEventListener('abort', () => wake(), { once: true });
  while (!left.aborted) {
    const event = queue.shift();
    if (event !== undefined) await stream.writeSSE({ data: JSON.stringify(event) });
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  clearInterval(timer);
  stopListening();
  stopActions();
}

export function createPageApp(world: DemoWorld, actions: DemoActions, closing: AbortSignal): Hono {
  const app = new Hono();
  const file = (name: string) => readFile(join(PAGE_DIR, name), 'utf8');
  app.get('/', async (c) => c.html(await file('index.html')));
  app.get('/style.css', async (c) => c.body(await file('style.css'), 200, { 'content-type': 'text/css' }));
  for (const name of SCRIPTS) {
    const script = async () => stripTypeScriptTypes(await file(`${name}.ts`));
    for (const ending of ['js', 'ts']) {
      app.get(`/${name}.${ending}`, async (c) =>
        c.body(await script(), 200, { 'content-type': 'text/javascript; charset=utf-8' }),
      );
    }
  }
  app.get('/api/events', (c) => {
    const left = new AbortController();
    const ended = AbortSignal.any([left.signal, closing]);
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => left.abort());
      await followWorld(stream, world, actions, ended);
    });
  });
  app.post('/api/act', async (c) => {
    // A page of another site cannot send this content type here without being asked first.
    if (c.req.header('content-type') !== 'application/json') return c.json({ problem: 'JSON only' }, 415);
    const act = ACT.safeParse(await c.req.json().catch(() => undefined));
    if (!act.success) return c.json({ problem: 'unknown action' }, 400);
    const problem = actions.perform(act.data);
    return problem === undefined ? c.json({ ok: true }) : c.json({ problem }, 409);
  });
  return app;
}

export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves on the wished port, or on a free one when it is taken. */
export async function servePage(
  world: DemoWorld,
  actions: DemoActions,
  options: { readonly port: number },
): Promise<ServedPage> {
  const closing = new AbortController();
  const app = createPageApp(world, actions, closing.signal);
  const hostname = '127.0.0.1';
  const listen = (port: number) =>
    new Promise<{ server: ReturnType<typeof serve>; port: number }>((resolve, reject) => {
      const server = serve({ fetch: app.fetch, hostname, port }, (info) => {
        server.off('error', reject);
        resolve({ server, port: info.port });
      });
      server.once('error', reject);
    });
  const { server, port } = await listen(options.port).catch(() => listen(0));
  return {
    url: `http://${hostname}:${port}`,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
