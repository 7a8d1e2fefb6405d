// Everything a run needs, opened in order and closed in the other: database, world, people, processes. Leaves no process
// behind, and no file unless it is asked to.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMasterKey } from '../../src/vault.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import { type Crew, createCrew } from './crew.ts';
import { type Instance, openInstance } from './instance.ts';
import { type TableWatch, watchTables } from './judge/table-watch.ts';
import { createFaults, type Faults } from './load/faults.ts';
import { createPeople, type People } from './load/people.ts';
import { createProbes, type Probes } from './load/probes.ts';
import { type Cluster, startCluster, useServer } from './postgres/cluster.ts';
import type { DatabaseChoice } from './postgres/find-database.ts';
import { createTally, type Tally } from './tally.ts';
import { createWitness, type Witness } from './witness.ts';
import { openWorld, type World } from './world.ts';

export interface StageOptions {
  readonly seed: number;
  readonly people: number;
  readonly database: DatabaseChoice;
}

export interface Stage {
  readonly folder: string;
  readonly random: Random;
  readonly tally: Tally;
  readonly cluster: Cluster;
  readonly world: World;
  readonly witness: Witness;
  readonly people: People;
  readonly probes: Probes;
  readonly faults: Faults;
  readonly instances: readonly [Instance, Instance];
  readonly crew: Crew;
  readonly masterKeys: string;
  /** Planted: they must stand nowhere. */
  readonly secrets: ReadonlySet<string>;
  /** Ends of processes that nobody asked for. */
  readonly ownEnds: readonly string[];
  /** From when there are tables. */
  readonly watchTables: () => TableWatch;
  readonly close: (keepFolder: boolean) => Promise<void>;
}

/** Waits of the bot that are short, so that a run sees their end. */
const SETTINGS = {
  ACCESS: 'open',
  BTSE_MAX_RPS: '200',
  RECONCILE_WAIT_SECONDS: '3',
  PAYOUT_GRACE_SECONDS: '1',
  LOG_LEVEL: 'debug',
};

export async function openStage(options: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'earnest-crash-'));
  // The server's own user has to get to its folder below.
  chmodSync(folder, 0o711);
  const closing: (() => Promise<void>)[] = [];
  const close = async (keepFolder: boolean): Promise<void> => {
    for (const one of closing.splice(0).toReversed()) await one().catch(() => undefined);
    if (!keepFolder) rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await openIn(folder, options, closing)), close };
  } catch (error) {
    await close(false);
    throw error;
  }
}

async function openIn(
  folder: string,
  { seed, people: count, database }: StageOptions,
  closing: (() => Promise<void>)[],
): Promise<Omit<Stage, 'close'>> {
  const cluster =
    'binaries' in database ? await startCluster(database.binaries, folder) : await useServer(database.server);
  closing.push(cluster.close);
  const witness = createWitness(join(folder, 'trace.log'));
  closing.push(witness.close);
  const world = await openWorld((event) => {
    witness.hears(event);
    people.hears(event);
    probes.hears(event);
  });
  closing.push(world.close);

  const masterKeys = makeMasterKey('k1');
  const secrets = new Set(plantedSecrets(masterKeys, world.telegram.token, cluster.directUrl));
  const keepSecret = (text: string): void => void secrets.add(text);
  const people = createPeople({ seed, count, world, witness, keepSecret });
  const probes = createProbes(world.telegram.control);
  const faults = createFaults({ world, random: createRandom(seed, 'faults'), witness, chatIds: people.ids });
  closing.push(async () => faults.stop());

  const ownEnds: string[] = [];
  const onOwnEnd = (what: string): void => {
    witness.trace(what);
    ownEnds.push(what);
  };
  const env = { ...SETTINGS, BOT_TOKEN: world.telegram.token, MASTER_KEYS: masterKeys, DATA_DIR: folder };
  const open = (name: string) => openInstance({ name, world, cluster, folder, witness, env, onOwnEnd });
  const instances = [await open('A'), await open('B')] as const;
  const random = createRandom(seed, 'driver');
  const crew = createCrew({ instances, probes, random, witness });
  closing.push(crew.close);
  return {
    ...{
      folder,
      random,
      tally: createTally(),
      cluster,
      world,
      witness,
      people,
      probes,
      faults,
      instances,
      crew,
    },
    ...{ masterKeys, secrets, ownEnds },
    watchTables: () => watchTables({ cluster, masterKeys, witness }),
  };
}

function plantedSecrets(masterKeys: string, token: string, databaseUrl: string): readonly string[] {
  const afterColon = (text: string): string => text.slice(text.indexOf(':') + 1);
  const { password } = new URL(databaseUrl);
  return [afterColon(masterKeys), afterColon(token), ...(password === '' ? [] : [password])];
}
