// The way out for every request: the breaker, a slot of the shared budget, one flight, and the pause after a 429.
// Knows neither the calls of the exchange nor what their answers mean.
import type { Budget, Clock, Log } from '../app/ports.ts';
import type { Environment } from '../domain/product.ts';
import { type Attempt, createFlight, type FlightDeps, type Outgoing } from './flight.ts';
import type { Pacing } from './pacing.ts';

export interface TransportDeps extends FlightDeps {
  readonly environment: Environment;
  readonly budget: Budget;
  readonly pacing: Pacing;
  /** Real time: deadlines. */
  readonly clock: Clock;
  readonly log?: Log | undefined;
}

export interface Deadlines {
  /** Longest wait for a slot of the budget, ms. */
  readonly budgetMs: number;
  /** Longest time in all, ms; a POST counts it from its slot on, a GET from the start. */
  readonly totalMs: number;
}

export interface Transport {
  /** Sends at most once; never rejects. */
  send(outgoing: Outgoing, deadlines: Deadlines): Promise<Attempt>;
}

/** What a header can carry; a key of other characters was never issued. */
const USABLE_KEY = /^[\x21-\x7e]{1,256}$/;

export function createTransport(deps: TransportDeps): Transport {
  const fly = createFlight(deps);

  const attempt = async (outgoing: Outgoing, { budgetMs, totalMs }: Deadlines): Promise<Attempt> => {
    if (deps.breaker.isOpen()) return { kind: 'not_sent', why: 'breaker' };
    if (outgoing.caller !== undefined && !USABLE_KEY.test(outgoing.caller.apiKey)) {
      return { kind: 'not_sent', why: 'unusable_key' };
    }
    const startedAt = deps.clock.now();
    const hasSlot = await takeSlot(deps.budget, outgoing, Math.min(budgetMs, totalMs));
    const waitedMs = outgoing.body === undefined ? Math.max(deps.clock.now() - startedAt, 0) : 0;
    if (!hasSlot || waitedMs >= totalMs) return { kind: 'not_sent', why: 'budget' };
    return fly(outgoing, totalMs - waitedMs);
  };

  return {
    async send(outgoing, deadlines) {
      const result = await attempt(outgoing, deadlines);
      if (result.kind !== 'not_sent' && result.status === 429) {
        await pause(deps, result.kind === 'answered' ? result.retryAfterMs : undefined);
      }
      if (result.kind !== 'answered') {
        deps.log?.warn('exchange.unanswered', {
          environment: deps.environment,
          path: outgoing.path,
          ...result,
        });
      }
      return result;
    },
  };
}

/** A budget that cannot be asked gives no slot. */
function takeSlot(budget: Budget, { caller }: Outgoing, withinMs: number): Promise<boolean> {
  return budget.take(caller?.apiKey, caller?.priority ?? 'interactive', withinMs).catch(() => false);
}

async function pause(
  { pacing, budget, environment, log }: TransportDeps,
  retryAfterMs: number | undefined,
): Promise<void> {
  const forMs = pacing.breach(retryAfterMs);
  log?.warn('exchange.rate_limited', { environment, forMs });
  // The budget is shared and may be out of reach; the answer at hand must not be lost with it.
  await budget.block(forMs).catch(() => undefined);
}
