// One place for a process of the bot: its own gates, so that it is known whose bytes they are; starts it, stops it, ends
// it, and keeps everything it printed.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BotProcess, startBot } from '../e2e/bot-process.ts';
import { openDatabaseGate } from './gates/database-gate.ts';
import type { Gate } from './gates/gate.ts';
import { openHttpGate } from './gates/http-gate.ts';
import { createTraps, type Traps } from './gates/traps.ts';
import type { Cluster } from './postgres/cluster.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

export interface Instance {
  readonly name: string;
  readonly traps: Traps;
  readonly isUp: () => boolean;
  /** It said that it is at work. */
  readonly isReady: () => boolean;
  /** Steady clock, ms: when the process was spawned. */
  readonly startedAt: () => number;
  readonly start: () => void;
  /** SIGKILL, within the call. */
  readonly kill: () => Promise<void>;
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM') => void;
  /** After SIGTERM: true when it ended by itself in time; else it is killed. */
  readonly terminated: (withinMs: number) => Promise<boolean>;
  readonly database: Pick<Gate, 'cutAll'>;
  readonly close: () => Promise<void>;
}

export interface InstanceDeps {
  readonly name: string;
  readonly world: World;
  readonly cluster: Cluster;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly witness: Witness;
  /** It ended and nobody had asked for it. */
  readonly onOwnEnd: (what: string) => void;
}

interface Gates {
  readonly database: Gate;
  readonly live: Gate;
  readonly practice: Gate;
  readonly telegram: Gate;
}

export async function openInstance(deps: InstanceDeps): Promise<Instance> {
  const { name, witness } = deps;
  const traps = createTraps((moment) => witness.sees(name, moment));
  const gates = await openGates(deps, traps);
  const { start, ...controls } = createProcessControl(deps, envOf(deps, gates));
  return {
    ...{ name, traps, database: gates.database, ...controls },
    start: () => {
      traps.reset();
      witness.begins(name);
      start();
    },
    close: async () => {
      traps.disarm();
      controls.signal('SIGCONT');
      await controls.kill();
      await Promise.all(Object.values(gates).map((gate: Gate) => gate.close()));
    },
  };
}

async function openGates({ world, cluster }: InstanceDeps, traps: Traps): Promise<Gates> {
  const { live, practice } = world.exchanges;
  return {
    database: await openDatabaseGate(cluster, traps),
    live: await openHttpGate('exchange', live.target, traps),
    practice: await openHttpGate('exchange', practice.target, traps),
    telegram: await openHttpGate('telegram', world.telegramTarget, traps),
  };
}

function envOf({ env, cluster }: InstanceDeps, gates: Gates): Readonly<Record<string, string>> {
  const at = ({ port }: Gate, path = ''): string => `http://127.0.0.1:${port}${path}`;
  return {
    ...env,
    DATABASE_URL: cluster.urlAt(gates.database.port),
    TELEGRAM_API_ROOT: at(gates.telegram),
    BTSE_LIVE_URL: at(gates.live, '/spot'),
    BTSE_TESTNET_URL: at(gates.live, '/spot'),
    BTSE_PRACTICE_URL: at(gates.practice, '/spot'),
  };
}

const READY_MARK = '"bot.ready"';

type ProcessControl = Pick<
  Instance,
  'isUp' | 'isReady' | 'startedAt' | 'start' | 'kill' | 'signal' | 'terminated'
>;

function createProcessControl(
  { name, folder, onOwnEnd }: InstanceDeps,
  env: Readonly<Record<string, string>>,
): ProcessControl {
  let running: BotProcess | undefined;
  let isEnding = false;
  let startedAt = 0;

  const noteEnd = async (bot: BotProcess): Promise<void> => {
    const { code, signal } = await bot.ended;
    if (running === bot) running = undefined;
    const output = bot.output();
    appendFileSync(join(folder, `${name}.log`), output);
    if (!isEnding)
      onOwnEnd(`${name} ended by itself (${code ?? signal}): ${output.trim().split('\n').at(-1)}`);
  };

  const kill = async (): Promise<void> => {
    const bot = running;
    if (bot === undefined) return;
    isEnding = true;
    bot.signal('SIGKILL');
    await bot.ended;
  };

  return {
    isUp: () => running !== undefined,
    isReady: () => running?.output().includes(READY_MARK) ?? false,
    startedAt: () => startedAt,
    start: () => {
      isEnding = false;
      startedAt = performance.now();
      running = startBot(folder, env);
      void noteEnd(running);
    },
    kill,
    signal: (signal) => {
      if (signal === 'SIGTERM') isEnding = true;
      running?.signal(signal);
    },
    async terminated(withinMs) {
      const bot = running;
      if (bot === undefined) return true;
      const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs).unref());
      const byItself = await Promise.race([bot.ended.then(() => true), late]);
      if (!byItself) await kill();
      return byItself;
    },
  };
}
