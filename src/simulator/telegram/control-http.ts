// The person's side over http, under /control: for the chat page and for tests in other processes. Actions are
// POST /control/<action> with JSON; the rest is read by GET. It adds nothing to control.ts but checks and JSON.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { SimulatorEnv } from './bot-api-http.ts';
import type { TelegramControl } from './control.ts';
import { ControlError } from './control-error.ts';
import { createEventStream } from './control-events.ts';
import * as requests from './control-requests.ts';
import type { World } from './world.ts';

type Run = (body: unknown) => unknown;

/** Longest a request waits for something to happen. */
const WAIT_MAX_MS = 25_000;

function action<Schema extends z.ZodType>(schema: Schema, run: (input: z.infer<Schema>) => unknown): Run {
  return (body) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new ControlError(400, z.prettifyError(parsed.error));
    return run(parsed.data) ?? true;
  };
}

function createActions(control: TelegramControl): Readonly<Record<string, Run>> {
  return {
    user: action(requests.PERSON, control.ensureUser),
    group: action(requests.GROUP, control.createGroup),
    block: action(requests.USER, ({ userId }) => control.block(userId)),
    unblock: action(requests.USER, ({ userId }) => control.unblock(userId)),
    send: action(requests.SEND, ({ userId, text, ...options }) => control.sendText(userId, text, options)),
    'send-file': action(requests.SEND_FILE, ({ userId, kind, ...options }) =>
      control.sendFile(userId, kind, options),
    ),
    edit: action(requests.EDIT, ({ userId, messageId, text, ...options }) =>
      control.editText(userId, messageId, text, options),
    ),
    forward: action(requests.FORWARD, ({ userId, what, ...options }) =>
      control.forward(userId, what, options),
    ),
    delete: action(requests.MESSAGE, ({ userId, messageId, ...options }) =>
      control.deleteMessage(userId, messageId, options),
    ),
    tap: action(requests.TAP, ({ userId, messageId, button, ...options }) =>
      control.tap(userId, messageId, button, options),
    ),
    resend: action(requests.RESEND, ({ updateId }) => control.resend(updateId)),
    'repeat-callback': action(requests.CALLBACK, ({ callbackId }) => control.repeatCallback(callbackId)),
    release: action(requests.RELEASE, ({ heldId }) => control.release(heldId)),
    'jump-update-ids': action(requests.JUMP, ({ to }) => control.jumpUpdateIds(to)),
    fault: action(requests.FAULT, control.addFault),
    'clear-faults': action(z.unknown(), () => control.clearFaults()),
  };
}

function numberQuery(c: Context<SimulatorEnv>, name: string): number | undefined {
  const raw = c.req.query(name);
  if (raw === undefined) return undefined;
  const value = Number(raw);
  if (raw === '' || !Number.isFinite(value)) throw new ControlError(400, `${name} must be a number`);
  return value;
}

function waitMs(c: Context<SimulatorEnv>): number {
  return Math.min(WAIT_MAX_MS, Math.max(0, numberQuery(c, 'waitMs') ?? 0));
}

function chatIdOf(c: Context<SimulatorEnv>): number {
  const chatId = Number(c.req.param('id'));
  if (!Number.isSafeInteger(chatId)) throw new ControlError(400, 'a chat id is a whole number');
  return chatId;
}

function addReads(app: Hono<SimulatorEnv>, control: TelegramControl): void {
  app.get('/control/status', (c) => c.json(control.status()));
  app.get('/control/chats', (c) => c.json(control.chats()));
  app.get('/control/chats/:id/messages', async (c) => {
    const chatId = chatIdOf(c);
    const after = numberQuery(c, 'afterEvent') ?? -1;
    const moment = await control.waitForChange(chatId, after, after < 0 ? 0 : waitMs(c));
    return c.json(moment);
  });
  app.get('/control/chats/:id/menu', (c) => c.json(control.menu(chatIdOf(c))));
  app.get('/control/callbacks/:id', async (c) => {
    const answer = await control.waitForAnswer(c.req.param('id'), waitMs(c));
    return c.json({ answer: answer ?? null });
  });
  app.get('/control/counters', (c) => c.json(control.counters()));
  app.get('/control/sent', (c) =>
    c.json(control.sent({ chatId: numberQuery(c, 'chatId'), afterId: numberQuery(c, 'afterId') })),
  );
  app.get('/control/faults', (c) => c.json(control.faults()));
  app.get('/control/files/:id', (c) => {
    const file = control.file(c.req.param('id'));
    if (file === undefined || file.base64 === '') throw new ControlError(404, 'no such file');
    const isPicture = file.mimeType.startsWith('image/');
    const headers = {
      'content-type': file.mimeType,
      'content-disposition': isPicture
        ? 'inline'
        : `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
      'x-content-type-options': 'nosniff',
    };
    return c.body(Buffer.from(file.base64, 'base64'), 200, headers);
  });
}

export function createControlApp(
  world: World,
  control: TelegramControl,
  closing: AbortSignal,
): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  const actions = createActions(control);
  app.onError((error, c) => {
    if (error instanceof ControlError) return c.json({ error: error.message }, error.status);
    throw error;
  });
  app.get('/control/events', (c) => createEventStream(world.events, closing, c));
  addReads(app, control);
  app.post('/control/:action', async (c) => {
    const run = actions[c.req.param('action')];
    if (run === undefined) throw new ControlError(404, 'no such action');
    const body: unknown = await c.req.json().catch(() => undefined);
    return c.json({ result: run(body) });
  });
  return app;
}
