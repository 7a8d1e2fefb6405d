// The front of the simulated exchange: turns HTTP requests into calls, logs them, plays switches, limits and faults.
import { Hono } from 'hono';
import type { Answer } from './answer.ts';
import type { Call } from './authenticate.ts';
import type { FaultPlay } from './fault.ts';
import type { FaultList } from './fault-list.ts';
import { limitedAnswer, type PlayDeps, playFault, runCall } from './play-fault.ts';
import type { StateHolder } from './simulator-state.ts';
import { switchFault } from './switches.ts';

export interface EarnDeps extends PlayDeps {
  readonly faults: FaultList;
  readonly state: StateHolder;
}

const KEY_TAIL_LENGTH = 8;

export function createEarnRoutes(deps: EarnDeps): Hono {
  const app = new Hono();
  app.all('/spot/*', async (c) => respond(deps, await serveCall(deps, callOf(c.req.raw, '/spot'))));
  app.all('/public-api/*', async (c) => respond(deps, await serveCall(deps, callOf(c.req.raw, ''))));
  return app;
}

function callOf(request: Request, base: string): Call {
  const url = new URL(request.url);
  const { headers } = request;
  let body: Promise<string> | undefined;
  return {
    method: request.method,
    path: url.pathname.slice(base.length),
    query: url.searchParams,
    contentType: headers.get('content-type') ?? '',
    apiKey: headers.get('request-api') ?? undefined,
    nonce: headers.get('request-nonce') ?? undefined,
    signature: headers.get('request-sign') ?? undefined,
    body: () => {
      body ??= request.text();
      return body;
    },
  };
}

async function serveCall(deps: EarnDeps, call: Call): Promise<Answer> {
  const { exchange, limiter, log } = deps;
  const n = log.open({
    at: exchange.now(),
    realAt: exchange.real(),
    method: call.method,
    path: call.path,
    keyTail: call.apiKey?.slice(-KEY_TAIL_LENGTH) ?? '',
    nonce: call.nonce ?? '',
  });
  if (call.apiKey !== undefined) {
    limiter.note(call.apiKey, exchange.settings().requestsPerSecondMax);
    if (limiter.blockedForMs(call.apiKey) > 0) {
      log.note(n, { status: 429 });
      return limitedAnswer(deps, call.apiKey, 'seconds');
    }
  }
  const play = nextFault(deps, call);
  if (play !== undefined) log.note(n, { fault: play.kind });
  const answer = play === undefined ? await runCall(deps, call, n) : await playFault(deps, play, call, n);
  log.note(n, { status: answer.status });
  return answer;
}

function nextFault({ state, faults }: EarnDeps, call: Call): FaultPlay | undefined {
  const { switches } = state.get();
  const switched = switchFault(switches, call);
  if (switched?.used !== undefined) state.set({ switches: { ...switches, [switched.used]: false } });
  return switched?.play ?? faults.take(call);
}

/** The date is the exchange's own, since a wait may be told as a moment of its clock. */
function respond({ exchange }: EarnDeps, { status, headers, body }: Answer): Response {
  const date = new Date(exchange.now()).toUTCString();
  return new Response(body === '' ? null : body, { status, headers: { date, ...headers } });
}
