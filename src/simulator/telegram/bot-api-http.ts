// The bot's side over http: /bot<token>/<method> and /file/bot<token>/<path>. It checks the token, plays faults,
// and puts results and refusals into Telegram's envelope; what a method does is in methods-*.ts.
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { Fault, FaultPlan } from './fault-plan.ts';
import type { NamedMethod } from './methods.ts';
import { integerOf, type MethodCall, readCall } from './params.ts';
import type { RateLimiter } from './rate-limits.ts';
import { badRequest, type Refusal, type Reply, refusalBody, tooManyRequests } from './refusal.ts';
import type { World } from './world.ts';

/** Bindings are absent when the app is called without a server; then a cut connection becomes a bare 502. */
export type SimulatorEnv = { Bindings: Partial<HttpBindings> };

type Ctx = Context<SimulatorEnv>;

interface Deps {
  readonly world: World;
  readonly token: string;
  readonly faults: FaultPlan;
  readonly limiter: RateLimiter;
  readonly findMethod: (name: string) => NamedMethod | undefined;
  /** Aborted when the simulator closes: ends what hangs. */
  readonly closing: AbortSignal;
}

const NOT_FOUND: Refusal = { code: 404, description: 'Not Found: method not found' };
const UNAUTHORIZED: Refusal = { code: 401, description: 'Unauthorized' };

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'Bad Request: chat not found',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

function json(body: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

function refuse(world: World, refusal: Refusal): Response {
  world.counters.refused(refusal);
  world.changed();
  const { retryAfterSeconds } = refusal;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return json(refusalBody(refusal), refusal.code, headers);
}

function answer(world: World, reply: Reply): Response {
  return reply.ok ? json({ ok: true, result: reply.value }, 200) : refuse(world, reply.reason);
}

function cut(c: Ctx, how: 'end' | 'reset'): Response {
  const { outgoing } = c.env;
  if (outgoing === undefined) return new Response(null, { status: 502 });
  if (how === 'reset') outgoing.socket?.resetAndDestroy();
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function aborted(...signals: readonly AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any([...signals]);
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function httpFault(world: World, fault: Fault): Response {
  const status = fault.status ?? 500;
  if (status === 429) {
    const { reason } = tooManyRequests(fault.retryAfter ?? 1);
    return refuse(world, reason);
  }
  const description = fault.description ?? DESCRIPTIONS[status] ?? 'Error';
  world.counters.refused({ code: 500, description: `fault ${status}: ${description}` });
  return json({ ok: false, error_code: status, description }, status);
}

function htmlFault({ status = 502 }: Fault): Response {
  const title = `${status} ${status === 502 ? 'Bad Gateway' : 'Error'}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return new Response(page, { status, headers: { 'content-type': 'text/html' } });
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(ms);
  return aborted(timeout, signal);
}

function checkRate(deps: Deps, method: string, call: MethodCall): Reply | undefined {
  const chatId = integerOf(call, 'chat_id');
  if (chatId === undefined || !/^(?:send(?!Chat)|edit)/.test(method)) return undefined;
  const waitSeconds = deps.limiter.check(chatId);
  return waitSeconds === undefined ? undefined : tooManyRequests(waitSeconds);
}

async function run(deps: Deps, method: NamedMethod, call: MethodCall): Promise<Response> {
  const limited = checkRate(deps, method.name, call);
  return answer(deps.world, limited ?? (await method.run(call)));
}

async function playFault(
  deps: Deps,
  c: Ctx,
  fault: Fault,
  execute: () => Promise<Response>,
): Promise<Response> {
  switch (fault.kind) {
    case 'http':
      return httpFault(deps.world, fault);
    case 'html502':
      return htmlFault(fault);
    case 'reset':
      return cut(c, 'reset');
    case 'lost-answer':
      await execute();
      return cut(c, 'end');
    case 'hang':
      await aborted(c.req.raw.signal, deps.closing);
      return cut(c, 'end');
    case 'slow': {
      const response = await execute();
      await delay(fault.delayMs ?? 1000, deps.closing);
      return response;
    }
    case 'repeat-batch':
      return execute();
  }
}

async function handleMethod(deps: Deps, c: Ctx): Promise<Response> {
  const { world } = deps;
  if (c.req.param('bot') !== `bot${deps.token}`) return refuse(world, UNAUTHORIZED);
  const method = deps.findMethod(c.req.param('method') ?? '');
  if (method === undefined) return refuse(world, NOT_FOUND);
  const call = await readCall(c.req.raw, method.name);
  if (call === undefined) return answer(world, badRequest("can't parse request body"));
  world.counters.method(method.name);
  world.changed();
  const execute = () => run(deps, method, call);
  const fault = deps.faults.take(method.name, integerOf(call, 'chat_id'));
  return fault === undefined ? execute() : playFault(deps, c, fault, execute);
}

function handleFile({ world, token }: Deps, c: Ctx): Response {
  if (c.req.param('bot') !== `bot${token}`) return refuse(world, UNAUTHORIZED);
  const path = c.req.param('path');
  const file = [...world.memory.files.values()].find((known) => known.path === path);
  if (file === undefined || file.base64 === '') return refuse(world, { code: 404, description: 'Not Found' });
  return new Response(Buffer.from(file.base64, 'base64'), {
    headers: { 'content-type': 'application/octet-stream' },
  });
}

export function createBotApiApp(deps: Deps): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.on(['GET', 'POST'], '/:bot{bot[^/]+}/:method', (c) => handleMethod(deps, c));
  app.get('/file/:bot{bot[^/]+}/:path{.+}', (c) => handleFile(deps, c));
  return app;
}
