// Whether the process lives (/healthz) and whether it can do its work (/readyz). Says names of checks, never details.
import { Hono } from 'hono';
import type { Clock } from '../app/ports.ts';

/** A check that takes longer counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;
/** An answer is kept this long, so that asking often costs the database nothing. */
const KEPT_MS = 1_000;

export interface Check {
  readonly name: string;
  /** True when fine; a rejection counts as false. */
  readonly passes: () => boolean | Promise<boolean>;
}

export function createHealthRoutes(deps: { readonly checks: readonly Check[]; readonly clock: Clock }): Hono {
  let kept:
    | { readonly at: number; readonly results: Promise<readonly (readonly [string, boolean])[]> }
    | undefined;

  const results = () => {
    const now = deps.clock.now();
    if (kept === undefined || Math.abs(now - kept.at) >= KEPT_MS) {
      kept = {
        at: now,
        results: Promise.all(deps.checks.map(async (check) => [check.name, await passes(check)])),
      };
    }
    return kept.results;
  };

  return new Hono()
    .get('/healthz', (context) => context.json({ alive: true }))
    .get('/readyz', async (context) => {
      const checks = await results();
      const ready = checks.every(([, passed]) => passed);
      return context.json({ ready, checks: Object.fromEntries(checks) }, ready ? 200 : 503);
    });
}

async function passes(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check.passes(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
