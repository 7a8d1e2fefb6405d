import { describe, expect, it } from 'vitest';
import { createPauseWatch } from '../../src/jobs/watch-pause.ts';
import { createLogBook } from './log-book.ts';

function harness() {
  const book = createLogBook();
  const slept: number[] = [];
  let looks = 0;
  let works = true;
  let wake: () => void = () => undefined;
  const watch = createPauseWatch({
    look: async () => {
      looks += 1;
      if (!works) throw new Error('the database went away');
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        slept.push(ms);
        wake = resolve;
        signal?.addEventListener('abort', () => resolve());
      }),
    log: book.log,
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    watch,
    book,
    slept,
    looks: () => looks,
    turn,
    pass: async () => {
      wake();
      await turn();
    },
    setWorking: (value: boolean) => {
      works = value;
    },
  };
}

describe('the watch over the kill switch', () => {
  it('looks every half second', async () => {
    const { watch, slept, looks, pass, turn } = harness();
    watch.start();
    await turn();
    for (let round = 0; round < 3; round += 1) await pass();
    expect(looks()).toBe(4);
    expect(new Set(slept)).toEqual(new Set([500]));
    await watch.stop();
  });

  it('looks at once when it is told that something changed', async () => {
    const { watch, looks, turn } = harness();
    watch.start();
    await turn();
    watch.look();
    expect(looks()).toBe(2);
    await watch.stop();
  });

  it('goes on after a look that failed, and says so', async () => {
    const { watch, book, looks, pass, turn, setWorking } = harness();
    setWorking(false);
    watch.start();
    await turn();
    setWorking(true);
    await pass();
    expect(looks()).toBe(2);
    expect(book.events()).toEqual(['pause.not_looked']);
    await watch.stop();
  });

  it('looks no more once it is stopped', async () => {
    const { watch, looks, pass, turn } = harness();
    watch.start();
    await turn();
    await watch.stop();
    await pass();
    expect(looks()).toBe(1);
  });
});
