// The use cases over their adapters: exchanges, clocks, vault, Telegram for the jobs.
import type { App, Queue } from '../app/app.ts';
import { createApp } from '../app/create-app.ts';
import type { Log } from '../app/ports.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../domain/product.ts';
import { sleep } from '../jobs/sleep.ts';
import { type Exchanges, openExchanges, RANDOM_IDS, REAL_CLOCK } from './adapters.ts';
import type { House } from './house.ts';
import { openTelegram, type Telegram } from './telegram.ts';

export interface Core {
  readonly app: App;
  readonly exchanges: Exchanges;
  readonly telegram: Telegram;
  readonly wake: (queue: Queue) => void;
  /** Sets the due times of an environment anew; never rejects. */
  readonly redue: (environment: Environment) => void;
}

/** @param hurry when it is aborted, waits of the use cases end at once */
export async function openCore(config: Config, house: House, hurry: AbortSignal, log: Log): Promise<Core> {
  const { database, store, vault } = house;
  const redue = (environment: Environment): void => {
    app.redue(environment).catch((error: unknown) => log.warn('clock.not_redue', { environment, error }));
  };
  const exchanges = await openExchanges({
    config,
    database,
    store,
    vault,
    log,
    stopping: hurry,
    onClockChange: redue,
  });
  const wake = (queue: Queue): void => database.notify(queue);
  const app = createApp({
    store,
    clock: REAL_CLOCK,
    environmentClocks: exchanges.clocks,
    exchanges: exchanges.apis,
    vault,
    ids: RANDOM_IDS,
    log,
    settings: config.app,
    sleep: (ms) => sleep(ms, hurry),
    openPracticeAccount: exchanges.practice.openAccount,
    touchPractice: exchanges.practice.touch,
    measureClock: exchanges.measureClock,
    wake,
  });
  return { app, exchanges, telegram: openTelegram(config, store.cards), wake, redue };
}
