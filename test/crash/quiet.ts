// The end of a run: no more trouble, and time until everything has come to rest by itself.
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/client.ts';
import type { Crew } from './crew.ts';
import type { Faults } from './load/faults.ts';
import type { People } from './load/people.ts';
import { pause } from './pause.ts';
import type { Cluster } from './postgres/cluster.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

export interface QuietDeps {
  readonly crew: Crew;
  readonly cluster: Cluster;
  readonly people: People;
  readonly faults: Faults;
  readonly witness: Witness;
  readonly world: World;
  /** Accounts whose interest is to be in the ledger: their keys. */
  readonly keys: () => Promise<ReadonlySet<string>>;
}

const LOOK_EVERY_MS = 500;
/** Then whatever is still open is judged as it is. */
const PATIENCE_MS = 90_000;

/** Milliseconds it took. */
export async function comeToRest(deps: QuietDeps): Promise<number> {
  const { crew, people, faults, witness, world } = deps;
  const startedAt = performance.now();
  witness.trace('quiet from now on');
  faults.stop();
  crew.start(crew.any());
  people.rest();
  people.comeBack();
  await pause(faults.lateUntil() - Date.now());
  // What was executed after its move was told as not found turns up with the next look.
  world.skipToPayout();
  const endAt = performance.now() + PATIENCE_MS;
  for (let calm = 0; calm < 2 && performance.now() < endAt; ) {
    await pause(LOOK_EVERY_MS);
    const open = await whatIsOpen(deps);
    calm = open === undefined ? calm + 1 : 0;
    witness.trace(open === undefined ? 'at rest' : `not at rest: ${open}`);
  }
  return performance.now() - startedAt;
}

async function whatIsOpen({ cluster, world, keys }: QuietDeps): Promise<string | undefined> {
  const { pendingUpdates } = world.telegram.control.status();
  if (pendingUpdates > 0) return `${pendingUpdates} updates at Telegram`;
  const rows = await cluster.look(countOpen);
  if (rows !== undefined) return rows;
  const wanted = await keys();
  const paid = await Promise.all(
    Object.values(world.exchanges).map(({ simulator }) => simulator.control.interestPaid()),
  );
  const credited = paid.flat().filter(({ apiKey }) => wanted.has(apiKey)).length;
  const known = await cluster.look(({ queries }) =>
    countOf(queries, sql`select coalesce(sum(periods), 0) from payouts`),
  );
  return known < credited ? `${known} of ${credited} payouts known` : undefined;
}

async function countOpen({ queries }: Database): Promise<string | undefined> {
  const looks = [
    ['updates', sql`select count(*) from inbox where done_at is null`],
    ['moves', sql`select count(*) from operations where state in ('confirmed', 'sending', 'unknown')`],
    ['notices', sql`select count(*) from notices where state = 'pending'`],
  ] as const;
  for (const [what, query] of looks) {
    const count = await countOf(queries, query);
    if (count > 0) return `${count} ${what}`;
  }
  return undefined;
}

async function countOf(queries: Database['queries'], query: ReturnType<typeof sql>): Promise<number> {
  const rows: readonly unknown[] = await queries.execute(query);
  const [row] = rows;
  return Array.isArray(row) ? Number(row[0]) : 0;
}
