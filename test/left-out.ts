// Says in one line, before the tests run, what this machine leaves out and how to have it. Decides nothing: the suites
// do, and say no more about it.
import { findPostgres } from './crash/postgres/postgres-binaries.ts';
import { CHROMIUM } from './e2e/chromium.ts';
import { findPostgresTools, NO_PG_DUMP, NO_WAL } from './e2e/postgres-tools.ts';

/** What this machine has of that which tests can do without. */
export interface Machine {
  readonly hasDatabase: boolean;
  readonly hasPostgresServer: boolean;
  readonly hasPgDump: boolean;
  readonly hasWal: boolean;
  readonly hasChromium: boolean;
}

export function leftOutLine(machine: Machine): string {
  const missing = [
    machine.hasDatabase ? undefined : 'tests on Postgres (set TEST_DATABASE_URL)',
    machine.hasDatabase && !machine.hasPgDump ? NO_PG_DUMP : undefined,
    machine.hasDatabase && !machine.hasWal ? NO_WAL : undefined,
    machine.hasDatabase || machine.hasPostgresServer
      ? undefined
      : 'killing the bot on a real Postgres (install its server, or set TEST_DATABASE_URL)',
    machine.hasChromium ? undefined : 'the demo page in a browser (install Chromium)',
  ].filter((entry) => entry !== undefined);
  return missing.length === 0 ? 'Nothing is left out.' : `Left out: ${missing.join('; ')}.`;
}

async function thisMachine(): Promise<Machine> {
  const url = process.env.TEST_DATABASE_URL;
  const tools = url === undefined || url === '' ? undefined : await findPostgresTools(url);
  return {
    hasDatabase: tools !== undefined,
    hasPostgresServer: findPostgres() !== undefined,
    hasPgDump: tools?.hasPgDump ?? false,
    hasWal: tools?.walFolder !== undefined,
    hasChromium: CHROMIUM !== undefined,
  };
}

export async function setup(): Promise<void> {
  process.stdout.write(`${leftOutLine(await thisMachine())}\n`);
}
