// Transactions that lose their connection in every way a killed backend can take it: two halves of a pair are written,
// and the backend dies around the second. Whose client does it is the caller's; so is the judgement.

export interface PairSession {
  /** The process id of the server's side. */
  readonly backend: () => Promise<number>;
  /** One half of the pair, written inside the transaction. */
  readonly add: (id: number, half: 1 | 2) => Promise<unknown>;
}

export interface PairClient {
  readonly transaction: (work: (inside: PairSession) => Promise<void>) => Promise<void>;
  /** A statement of somebody else, who waits for a connection as everybody does. */
  readonly glance: () => Promise<unknown>;
  /** True for what a lost connection looks like; anything else is a fault of the harness. */
  readonly isLoss: (error: unknown) => boolean;
}

export type Kill = (backend: number) => Promise<unknown>;
export type PairEnd = 'lost' | 'kept' | 'stuck';

/** Both halves or none: this selects the pairs of which it does not hold. */
export const LONE_HALVES = 'select id from pairs group by id having count(distinct half) <> 2';
export const MAKE_PAIRS = 'create table pairs (id int, half int)';

/** A transaction that has not ended by then never will. */
const STUCK_MS = 10_000;
/** Longest pause of work that does not notice its loss: a client that connects again has done so by then. */
const PAUSE_MAX_MS = 160;
const WAYS = 5;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One pair, lost in the way that its number chooses. Ends when the transaction and the work in it have ended. */
export async function losePair(client: PairClient, kill: Kill, id: number): Promise<PairEnd> {
  // A lost transaction may end before its work, which goes on unaware.
  let work: Promise<unknown> = Promise.resolve();
  const losing = client
    .transaction((inside) => {
      const writing = writePair(client, kill, id, inside);
      work = writing.catch(() => undefined);
      return writing;
    })
    .then(
      (): PairEnd => 'kept',
      (error: unknown): PairEnd => {
        if (client.isLoss(error)) return 'lost';
        throw error;
      },
    )
    .then((end) => work.then(() => end));
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<PairEnd>((resolve) => {
    timer = setTimeout(() => resolve('stuck'), STUCK_MS);
  });
  return Promise.race([losing, stuck]).finally(() => clearTimeout(timer));
}

async function writePair(client: PairClient, kill: Kill, id: number, inside: PairSession): Promise<void> {
  const backend = await inside.backend();
  await inside.add(id, 1);
  const way = id % WAYS;
  // Somebody else's wish makes a client connect again, while this work has not noticed that it lost its own.
  if (way === 4) client.glance().catch(() => undefined);
  const killing = kill(backend);
  if (way === 0 || way === 4) await killing;
  if (way === 1) await pause(id % 7);
  if (way === 4) await pause((id * 37) % PAUSE_MAX_MS);
  // Some callers would swallow the error and go on.
  if (way === 2) await inside.add(id, 2).catch(() => undefined);
  else await inside.add(id, 2);
  if (id % 3 === 0) await killing;
}
