// Starts the whole bot from its settings and stops it again: house → use cases → loops, http, talk. One shutdown path.
// Reads no setting by itself and decides nothing about money or words.
import type { Queue } from '../app/app.ts';
import type { Log } from '../app/ports.ts';
import type { Config } from '../config.ts';
import { createDueTimes } from '../db/due-times.ts';
import { type Alarm, createAlarm } from '../jobs/alarm.ts';
import { createHousekeeping, type Housekeeping } from '../jobs/housekeeping.ts';
import { type Accept, createIntake } from '../jobs/intake.ts';
import type { Loop } from '../jobs/loop.ts';
import { sleep } from '../jobs/sleep.ts';
import { createPauseWatch } from '../jobs/watch-pause.ts';
import { REAL_CLOCK } from './adapters.ts';
import { type Core, openCore } from './core.ts';
import { createFront } from './front.ts';
import { type House, openHouse } from './house.ts';
import { createDeliverLoop, createLoops, type LoopsDeps } from './loops.ts';
import { createNextCards } from './next-cards.ts';
import { startServer } from './serve.ts';
import { createRender } from './telegram.ts';

/** What is under way gets this long of ordinary time after a stop; then its waits are cut short. */
const HURRY_AFTER_MS = 5_000;
/** Once everything else has ended: longest that what it left to tell may take. The rest is told by the next start. */
const TELL_WITHIN_MS = 3_000;
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
  const telling = new AbortController();
  const house = await openHouse(config, log);
  const core = await openCore(config, house, hurry.signal, log);
  const loopsDeps = loopsDepsOf(config, house, core, stopping.signal, log);
  const { store, heartbeat, database } = house;
  const { exchanges } = core;

  const loops: Loop[] = [];
  const loopOf = new Map<Queue, Loop>();
  const run = (queue: Queue, loop: Loop): void => {
    loops.push(loop);
    loopOf.set(queue, loop);
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
  const deliver = createDeliverLoop({ ...loopsDeps, mayClaim: heartbeat.alive, stopping: telling.signal });
  run('deliver', deliver);
  const alarm = alarmOf(house, (queue) => loopOf.get(queue)?.wake(), log);
  alarm.start();
  const housekeeping = housekeepingOf(house, core, loopsDeps.mayClaim, log);
  housekeeping.start();
  const pauseWatch = createPauseWatch({ look: core.app.lookWhetherPaused, sleep, log });
  // Whoever pauses wakes those who submit.
  database.listen('submit', pauseWatch.look);
  pauseWatch.start();
  const clocks = keepClocks(exchanges.refreshClocks, stopping.signal);
  const comingUp = front.comeUp().catch(onFailure);

  const endWork = async (): Promise<void> => {
    await Promise.all([server?.stop(), comingUp, front.stop(), housekeeping.stop(), clocks]);
    await Promise.all(loops.filter((loop) => loop !== deliver).map((loop) => loop.stop()));
    await pauseWatch.stop();
  };
  return {
    stop: async () => {
      log.info('stop.begun');
      stopping.abort();
      const timer = setTimeout(() => hurry.abort(), HURRY_AFTER_MS);
      await endWork();
      // A receipt is a part of what was under way: its person reads "Sending…" until it comes.
      await Promise.race([deliver.idle(), sleep(TELL_WITHIN_MS)]);
      telling.abort();
      await deliver.stop();
      await alarm.stop();
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

function acceptOf({ store, vault }: House, { app, telegram, wake }: Core, log: Log): Accept {
  return createIntake({
    chats: store.chats,
    acceptSome: app.acceptSome,
    vault,
    botId: telegram.botId,
    clock: REAL_CLOCK,
    log,
    wake: () => wake('chats'),
  });
}

/** Wakes the loops of this instance when their rows fall due. */
function alarmOf({ database }: House, wake: (queue: Queue) => void, log: Log): Alarm {
  return createAlarm({ dueTimes: createDueTimes(database).read, wake, clock: REAL_CLOCK, sleep, log });
}

function housekeepingOf(house: House, { app }: Core, mayClaim: () => boolean, log: Log): Housekeeping {
  const { store, pruneNotices } = house;
  return createHousekeeping({ app, store, pruneNotices, mayClaim, clock: REAL_CLOCK, sleep, log });
}

function loopsDepsOf(config: Config, house: House, core: Core, stopping: AbortSignal, log: Log): LoopsDeps {
  const { store, heartbeat } = house;
  const cards = createNextCards({
    store,
    app: core.app,
    clock: REAL_CLOCK,
    environmentClocks: core.exchanges.clocks,
  });
  return {
    app: core.app,
    store,
    messenger: core.telegram.messenger,
    render: createRender({ store, cards, reconcileWaitMs: config.app.reconcileWaitMs }),
    onShown: cards.onShown,
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
