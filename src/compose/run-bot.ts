// Starts the whole bot from its settings and stops it again: house → use cases → loops, http, talk. One shutdown path.
// Reads no setting by itself and decides nothing about money or words.
import type { Queue } from '../app/app.ts';
import type { Log } from '../app/ports.ts';
import type { Config } from '../config.ts';
import { createHousekeeping, type Housekeeping } from '../jobs/housekeeping.ts';
import { type Accept, createIntake } from '../jobs/intake.ts';
import type { Loop } from '../jobs/loop.ts';
import { sleep } from '../jobs/sleep.ts';
import { REAL_CLOCK } from './adapters.ts';
import { type Core, openCore } from './core.ts';
import { createFront } from './front.ts';
import { type House, openHouse } from './house.ts';
import { createLoops, type LoopsDeps } from './loops.ts';
import { startServer } from './serve.ts';
import { createRender } from './telegram.ts';

/** What is under way gets this long of ordinary time after a stop; then its waits are cut short. */
const HURRY_AFTER_MS = 5_000;
const REFRESH_CLOCKS_MS = 60_000;

export interface RunningBot {
  /** Takes nothing new, lets what is under way end, frees what it holds. To be called once. */
  stop(): Promise<void>;
}

export interface RunBotDeps {
  readonly config: Config;
  readonly log: Log;
  /** One plain line for the operator. */
  readonly print: (line: string) => void;
  /** Telegram refused the token, or a bug stopped the start: nothing but a restart helps. */
  readonly onFailure: (error: unknown) => void;
}

/** Resolves when everything but the talk with Telegram is up, which comes up by itself. Throws StartProblem. */
export async function runBot({ config, log, print, onFailure }: RunBotDeps): Promise<RunningBot> {
  const stopping = new AbortController();
  const hurry = new AbortController();
  const house = await openHouse(config, log);
  const core = await openCore(config, house, hurry.signal, log);
  const loopsDeps = loopsDepsOf(config, house, core, stopping.signal, log);
  const { store, heartbeat, database } = house;
  const { exchanges } = core;

  const loops: Loop[] = [];
  const run = (queue: Queue, loop: Loop): void => {
    loops.push(loop);
    database.listen(queue, loop.wake);
    loop.start();
  };
  const accept = acceptOf(house, core, log);
  const front = createFront({
    config,
    house,
    core,
    accept,
    loops: loopsDeps,
    onChatLoop: (loop) => run('chats', loop),
    stopping: stopping.signal,
    log,
    print,
  });
  const server = await startServer({
    config,
    store,
    accept,
    heartbeat,
    loops,
    front,
    stopping: stopping.signal,
    log,
  });

  await exchanges.practice.start(() => core.redue('practice'));
  // While no instance ran, the clock may have been switched: rows wait for moments of before.
  core.redue('practice');
  for (const [queue, loop] of createLoops(loopsDeps)) run(queue, loop);
  const housekeeping = housekeepingOf(house, core, loopsDeps.mayClaim, log);
  housekeeping.start();
  const clocks = keepClocks(exchanges.refreshClocks, stopping.signal);
  const comingUp = front.comeUp().catch(onFailure);

  return {
    stop: async () => {
      log.info('stop.begun');
      stopping.abort();
      const timer = setTimeout(() => hurry.abort(), HURRY_AFTER_MS);
      await Promise.all([server?.stop(), comingUp, front.stop(), housekeeping.stop(), clocks]);
      await Promise.all(loops.map((loop) => loop.stop()));
      clearTimeout(timer);
      hurry.abort();
      await close(house, core);
      log.info('stop.done');
    },
  };
}

async function close(house: House, { exchanges, telegram }: Core): Promise<void> {
  await exchanges.practice.stop();
  await house.leave();
  await Promise.all([exchanges.close(), telegram.close()]);
}

function acceptOf({ store, vault }: House, { telegram, wake }: Core, log: Log): Accept {
  return createIntake({
    chats: store.chats,
    vault,
    botId: telegram.botId,
    clock: REAL_CLOCK,
    log,
    wake: () => wake('chats'),
  });
}

function housekeepingOf(house: House, { app }: Core, mayClaim: () => boolean, log: Log): Housekeeping {
  const { store, pruneNotices } = house;
  return createHousekeeping({ app, store, pruneNotices, mayClaim, clock: REAL_CLOCK, sleep, log });
}

function loopsDepsOf(config: Config, house: House, core: Core, stopping: AbortSignal, log: Log): LoopsDeps {
  const { store, heartbeat } = house;
  return {
    app: core.app,
    store,
    messenger: core.telegram.messenger,
    render: createRender(store, config.app.reconcileWaitMs),
    wake: core.wake,
    mayClaim: () => heartbeat.alive() && !stopping.aborted,
    stopping,
    log,
    refreshClocks: core.exchanges.refreshClocks,
  };
}

async function keepClocks(refresh: () => Promise<void>, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await refresh();
    await sleep(REFRESH_CLOCKS_MS, stopping);
  }
}
