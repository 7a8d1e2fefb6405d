// Says once, before the tests run, what this machine leaves out and how to have it. Decides nothing: the suites do.
import { CHROMIUM } from './e2e/chromium.ts';

export function setup(): void {
  const missing = [
    process.env.TEST_DATABASE_URL ? undefined : 'tests on Postgres (set TEST_DATABASE_URL)',
    CHROMIUM === undefined ? 'the demo page in a browser (install Chromium)' : undefined,
  ].filter((entry) => entry !== undefined);
  process.stdout.write(
    missing.length === 0 ? 'Nothing is left out.\n' : `Left out: ${missing.join('; ')}.\n`,
  );
}
