// Practice on a simulator behind BTSE_PRACTICE_URL (the demo's). Its clock is looked at over HTTP, never changed.
import { z } from 'zod';
import type { Clock, Log } from '../app/ports.ts';
import type { ExchangeFetch } from '../exchange/http.ts';
import type { Practice } from './practice.ts';
import { createPracticeClock, standingStill } from './practice-clock.ts';

const CALL_TIMEOUT_MS = 5_000;

const clockState = z.object({
  simAt: z.number(),
  realAt: z.number(),
  speed: z.number().min(0),
  runUntilReal: z.number().nullable(),
});
const credentials = z.object({ apiKey: z.string().min(1), secret: z.string().min(1) });

export function createRemotePractice(deps: {
  readonly url: string;
  readonly fetch: ExchangeFetch;
  readonly real: Clock;
  readonly log: Log;
}): Practice {
  const { origin } = new URL(deps.url);

  const ask = async (path: string, method: 'GET' | 'POST'): Promise<unknown> => {
    const init = {
      method,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      ...(method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
    };
    const answer = await deps.fetch(new Request(`${origin}${path}`, init));
    if (!answer.ok) throw new Error('the practice exchange refused');
    return answer.json();
  };

  const clock = createPracticeClock({
    read: async () => clockState.parse(await ask('/sim/clock', 'GET')),
    initial: standingStill(deps.real.now()),
    real: deps.real,
    log: deps.log,
  });

  return {
    baseUrl: deps.url,
    fetch: deps.fetch,
    clock,
    openAccount: async () => credentials.parse(await ask('/practice/accounts', 'POST')),
    // Whoever runs that simulator runs its clock.
    touch: () => undefined,
    start: clock.start,
    stop: clock.stop,
  };
}
