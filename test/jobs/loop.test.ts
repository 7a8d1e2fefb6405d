import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ClaimLost } from '../../src/app/store.ts';
import { createLoop, type Loop, type LoopDeps } from '../../src/jobs/loop.ts';
import { sleep } from '../../src/jobs/sleep.ts';
import { createLogBook } from './log-book.ts';

const loops: Loop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

/** A loop over a queue in memory; jobs end when the test says so. */
const harness = (options: Partial<LoopDeps<number>> = {}) => {
  const queue: number[] = [];
  const started: number[] = [];
  const endings = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  const limits: number[] = [];
  const returned: number[] = [];
  const book = createLogBook();
  const loop = createLoop<number>({
    name: 'work',
    claim: async (limit) => {
      limits.push(limit);
      return queue.splice(0, limit);
    },
    run: (work) => {
      started.push(work);
      return new Promise((resolve, reject) => endings.set(work, { resolve, reject }));
    },
    giveBack: async (work) => void returned.push(work),
    concurrency: 3,
    sleepMs: 60_000,
    mayClaim: () => true,
    clock: { now: () => Date.now() },
    sleep,
    log: book.log,
    ...options,
  });
  loops.push(loop);
  const end = (work: number) => endings.get(work)?.resolve();
  const endAll = () => {
    for (const { resolve } of endings.values()) resolve();
  };
  return { loop, queue, started, endings, end, endAll, limits, returned, book };
};

describe('the loop', () => {
  it('runs what is due at start and what it is woken for', async () => {
    const { loop, queue, started, endAll } = harness();
    queue.push(1);
    loop.start();
    await expect.poll(() => started).toEqual([1]);
    queue.push(2);
    loop.wake();
    await expect.poll(() => started).toEqual([1, 2]);
    endAll();
  });

  it('looks by itself after its longest sleep', async () => {
    const { loop, queue, started, endAll } = harness({ sleepMs: 20 });
    loop.start();
    await pause(30);
    queue.push(1);
    await expect.poll(() => started).toEqual([1]);
    endAll();
  });

  it('never has more side by side than its bound, and takes the next when one ends', async () => {
    const { loop, queue, started, end, endAll, limits } = harness();
    queue.push(1, 2, 3, 4, 5);
    loop.start();
    await expect.poll(() => started).toEqual([1, 2, 3]);
    loop.wake();
    await pause(30);
    expect(started).toEqual([1, 2, 3]);
    end(2);
    await expect.poll(() => started).toEqual([1, 2, 3, 4]);
    expect(Math.max(...limits)).toBe(3);
    expect(limits).not.toContain(0);
    endAll();
    await expect.poll(() => started).toEqual([1, 2, 3, 4, 5]);
    endAll();
  });

  it('does not overlap its looks, however often it is woken', async () => {
    let looking = 0;
    let most = 0;
    let looks = 0;
    const { loop } = harness({
      claim: async () => {
        looking += 1;
        looks += 1;
        most = Math.max(most, looking);
        await pause(10);
        looking -= 1;
        return [];
      },
    });
    loop.start();
    for (let i = 0; i < 20; i += 1) {
      loop.wake();
      await pause(5);
    }
    expect(most).toBe(1);
    expect(looks).toBeGreaterThan(1);
  });

  it('does not lose a wake that comes during a look', async () => {
    const gate = Promise.withResolvers<void>();
    let looks = 0;
    const { loop, started, endAll } = harness({
      claim: async () => {
        looks += 1;
        if (looks > 1) return looks === 2 ? [7] : [];
        await gate.promise;
        return [];
      },
    });
    loop.start();
    await expect.poll(() => looks).toBe(1);
    loop.wake();
    gate.resolve();
    await expect.poll(() => started).toEqual([7]);
    endAll();
  });

  it('backs off while looking fails, says so, and recovers', async () => {
    let looks = 0;
    const { loop, started, endAll, book } = harness({
      claim: async () => {
        looks += 1;
        if (looks <= 2) throw new Error('database away');
        return looks === 3 ? [1] : [];
      },
    });
    loop.start();
    await expect.poll(() => looks).toBe(1);
    for (let i = 0; i < 50; i += 1) loop.wake();
    await pause(30);
    expect(looks).toBe(1);
    expect(loop.state().failures).toBe(1);
    await expect.poll(() => started).toEqual([1]);
    expect(loop.state().failures).toBe(0);
    expect(book.events()).toEqual(['work.look_failed', 'work.look_failed']);
    endAll();
  });

  it('gives back the row of a job that threw, again until it works, and goes on', async () => {
    let tries = 0;
    const { loop, queue, started, endings, returned, endAll, book } = harness({
      giveBack: async (work) => {
        tries += 1;
        if (tries < 3) throw new Error('database away');
        returned.push(work);
      },
    });
    queue.push(1, 2);
    loop.start();
    await expect.poll(() => started).toEqual([1, 2]);
    endings.get(1)?.reject(new Error('broken'));
    await expect.poll(() => returned).toEqual([1]);
    queue.push(3);
    loop.wake();
    await expect.poll(() => started).toEqual([1, 2, 3]);
    expect(book.events()).toContain('work.failed');
    endAll();
  });

  it('leaves a row alone whose claim was lost', async () => {
    const { loop, queue, started, endings, returned, book } = harness();
    queue.push(1);
    loop.start();
    await expect.poll(() => started).toEqual([1]);
    endings.get(1)?.reject(new ClaimLost());
    await expect.poll(() => book.events()).toEqual(['work.claim_lost']);
    expect(returned).toEqual([]);
  });

  it('takes nothing while the instance may not claim', async () => {
    let alive = false;
    const { loop, queue, started, limits, endAll } = harness({ mayClaim: () => alive, sleepMs: 10 });
    queue.push(1);
    loop.start();
    await pause(40);
    expect(limits).toEqual([]);
    alive = true;
    await expect.poll(() => started).toEqual([1]);
    endAll();
  });

  it('is idle once nothing is due and nothing is under way, and never before', async () => {
    const { loop, queue, started, end } = harness();
    loop.start();
    await loop.idle();
    queue.push(1);
    let isIdle = false;
    const idle = loop.idle().then(() => {
      isIdle = true;
    });
    await expect.poll(() => started).toEqual([1]);
    await pause(30);
    expect(isIdle).toBe(false);
    queue.push(2);
    end(1);
    await expect.poll(() => started).toEqual([1, 2]);
    await pause(30);
    expect(isIdle).toBe(false);
    end(2);
    await idle;
  });

  it('keeps nobody waiting for it to be idle once it is stopped', async () => {
    const { loop } = harness({ mayClaim: () => false });
    loop.start();
    const idle = loop.idle();
    await loop.stop();
    await idle;
    await loop.idle();
  });

  it('stops taking at once and ends when the work under way has ended', async () => {
    const { loop, queue, started, end } = harness();
    queue.push(1);
    loop.start();
    await expect.poll(() => started).toEqual([1]);
    let stopped = false;
    const stop = loop.stop().then(() => {
      stopped = true;
    });
    queue.push(2);
    loop.wake();
    await pause(30);
    expect(stopped).toBe(false);
    expect(started).toEqual([1]);
    end(1);
    await stop;
    expect(started).toEqual([1]);
  });
});
