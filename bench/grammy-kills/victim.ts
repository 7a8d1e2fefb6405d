// A bot that is killed with SIGKILL again and again and started again at once. Each life is the next of a schedule and
// counts from the moment the bot says it is at work.
import { createWriteStream } from 'node:fs';
import { type BotProcess, type ProcessOptions, startProcess } from './process.ts';

export interface VictimOptions extends ProcessOptions {
  readonly logFile: string;
  /** The next life of the schedule, ms. */
  readonly nextLifeMs: () => number;
}

export interface VictimBook {
  readonly kills: number;
  /** Times from start to being at work, ms. */
  readonly startsMs: readonly number[];
  /** Ends that nobody caused. */
  readonly endedByItself: number;
  /** Time at work while it was being killed, ms. */
  readonly livedMs: number;
}

export interface Victim {
  /** From now on every life ends; the one under way too. */
  readonly beginKilling: () => void;
  /** Resolves when a process is at work that nobody will kill. Rejects when none gets there. */
  readonly endKilling: () => Promise<void>;
  readonly book: () => VictimBook;
  readonly stop: () => Promise<void>;
}

/** A bot that ends by itself this often is broken, not killed. */
const OWN_ENDS_MAX = 5;

type State = 'starting' | 'at_work' | 'killed' | 'stopping' | 'broken';

export function startVictim(options: VictimOptions): Victim {
  const log = createWriteStream(options.logFile);
  const book = { kills: 0, startsMs: [] as number[], endedByItself: 0, livedMs: 0 };
  let state: State = 'starting';
  let isKilling = false;
  let livesSince = 0;
  let timer: NodeJS.Timeout | undefined;
  let ready = Promise.withResolvers<void>();

  const endLife = (): void => {
    clearTimeout(timer);
    if (isKilling && state === 'at_work') book.livedMs += performance.now() - livesSince;
  };
  const kill = (): void => {
    endLife();
    state = 'killed';
    book.kills += 1;
    bot.kill();
  };
  const beginLife = (): void => {
    livesSince = performance.now();
    timer = setTimeout(kill, options.nextLifeMs());
  };
  const onExit = (): void => {
    endLife();
    if (state === 'stopping') return;
    if (state !== 'killed') book.endedByItself += 1;
    if (state === 'at_work' || state === 'killed') ready = Promise.withResolvers();
    if (book.endedByItself <= OWN_ENDS_MAX) bot = start();
    else {
      state = 'broken';
      ready.reject(new Error(`${options.entry} keeps ending by itself`));
    }
  };
  function start(): BotProcess {
    state = 'starting';
    const startedAt = performance.now();
    const onReady = (): void => {
      state = 'at_work';
      book.startsMs.push(performance.now() - startedAt);
      ready.resolve();
      if (isKilling) beginLife();
    };
    return startProcess(options, log, { onReady, onExit });
  }

  let bot = start();
  return {
    beginKilling: () => {
      isKilling = true;
      if (state === 'at_work') beginLife();
    },
    endKilling: async () => {
      endLife();
      isKilling = false;
      // Killed, but not yet seen to have ended.
      if (state === 'killed') await bot.closed;
      await ready.promise;
    },
    book: () => book,
    stop: async () => {
      state = 'stopping';
      clearTimeout(timer);
      bot.kill();
      await bot.closed;
      await new Promise<void>((resolve) => log.end(resolve));
    },
  };
}
