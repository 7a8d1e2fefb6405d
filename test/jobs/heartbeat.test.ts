import { describe, expect, it } from 'vitest';
import { createHeartbeat } from '../../src/jobs/heartbeat.ts';
import { createLogBook } from './log-book.ts';

describe('the heartbeat', () => {
  const harness = () => {
    const book = createLogBook();
    let now = 0;
    let working = true;
    let beats = 0;
    let pass: (() => void) | undefined;
    const heart = createHeartbeat({
      beat: async () => {
        if (!working) throw new Error('database away');
        beats += 1;
      },
      clock: { now: () => now },
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          pass = () => {
            now += ms;
            resolve();
          };
          signal?.addEventListener('abort', () => resolve());
        }),
      log: book.log,
    });
    const second = async () => {
      pass?.();
      await new Promise((resolve) => setTimeout(resolve, 1));
    };
    return {
      heart,
      book,
      second,
      beats: () => beats,
      setWorking: (works: boolean) => {
        working = works;
      },
      jump: (ms: number) => {
        now += ms;
      },
    };
  };

  it('beats each second and says that the instance lives', async () => {
    const { heart, second, beats } = harness();
    expect(heart.alive()).toBe(false);
    await heart.start();
    for (let i = 0; i < 3; i += 1) await second();
    expect(beats()).toBe(4);
    expect(heart.alive()).toBe(true);
    await heart.stop();
  });

  it('stops believing in the instance when beats fail for four seconds, and believes again', async () => {
    const { heart, book, second, setWorking } = harness();
    await heart.start();
    setWorking(false);
    for (let i = 0; i < 3; i += 1) await second();
    expect(heart.alive()).toBe(true);
    await second();
    expect(heart.alive()).toBe(false);
    setWorking(true);
    await second();
    expect(heart.alive()).toBe(true);
    expect(book.events()).toEqual(['heartbeat.failed', 'heartbeat.back']);
    await heart.stop();
  });

  it('does not believe in an instance that slept', async () => {
    const { heart, jump } = harness();
    await heart.start();
    jump(60_000);
    expect(heart.alive()).toBe(false);
    await heart.stop();
  });
});
