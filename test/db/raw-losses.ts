// Runs the pairs over postgres.js as it comes, in a process of its own, since errors escape it: until the first half
// that was committed alone, or the number given. Prints what it saw as JSON. Arguments: address, most pairs.
import postgres from 'postgres';
import { LONE_HALVES, losePair, MAKE_PAIRS, type PairClient, type PairSession } from './lose-pairs.ts';

const [url = '', most = '0'] = process.argv.slice(2);
const seen = { pairs: 0, lost: 0, stuck: 0, lone: 0, escaped: 0 };
const note = () => {
  seen.escaped += 1;
};
process.on('unhandledRejection', note);
process.on('uncaughtException', note);

const killer = postgres(url, { max: 2, onnotice: () => undefined });
const kill = (backend: number) => killer`select pg_terminate_backend(${backend})`.then(() => undefined);

/** What our client is, without its guard: `sql.begin`, and a pool that connects again by itself. */
function rawClient(): PairClient & { readonly close: () => Promise<void> } {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  return {
    transaction: async (work) => {
      await client.begin(async (sql) => {
        const inside: PairSession = {
          backend: async () => Number((await sql`select pg_backend_pid() as pid`)[0]?.pid),
          add: (id, half) => sql`insert into pairs values (${id}, ${half})`.then(() => undefined),
        };
        await work(inside);
      });
    },
    glance: () => client`select 1`.then(() => undefined),
    isLoss: () => true,
    close: () => client.end({ timeout: 0 }),
  };
}

await killer.unsafe(MAKE_PAIRS);
while (seen.pairs < Number(most) && seen.lone === 0) {
  seen.pairs += 1;
  // A pool of its own for each: one that has lost a connection this way may serve nobody any more.
  const client = rawClient();
  const end = await losePair(client, kill, seen.pairs);
  if (end === 'lost') seen.lost += 1;
  if (end === 'stuck') seen.stuck += 1;
  await client.close().catch(() => undefined);
  seen.lone = (await killer.unsafe(LONE_HALVES)).length;
}
process.stdout.write(JSON.stringify(seen), () => process.exit(0));
