import { describe, expect, it } from 'vitest';
import type { Queue } from '../../src/app/app.ts';
import { createAlarm } from '../../src/jobs/alarm.ts';
import { createLogBook } from './log-book.ts';

/** Plays `looks` looks; time passes only in the alarm's own sleeps. */
async function play(answers: readonly (Readonly<Partial<Record<Queue, number>>> | Error)[]) {
  let now = 0;
  let looks = 0;
  const woken: string[] = [];
  const waits: number[] = [];
  const book = createLogBook();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const alarm = createAlarm({
    dueTimes: async () => {
      const answer = answers[looks];
      looks += 1;
      if (answer instanceof Error) throw answer;
      return new Map(Object.entries(answer ?? {}) as [Queue, number][]);
    },
    wake: (queue) => woken.push(`${queue}@${now}`),
    clock: { now: () => now },
    sleep: async (ms, signal) => {
      waits.push(ms);
      now += ms;
      if (looks < answers.length) return;
      resolve();
      await new Promise<void>((stop) => signal?.addEventListener('abort', () => stop(), { once: true }));
    },
    log: book.log,
  });
  alarm.start();
  await over;
  await alarm.stop();
  return { woken, waits, logged: book };
}

describe('the alarm of the loops', () => {
  it('wakes the queues that are due, and looks again when the next one falls due', async () => {
    const { woken, waits } = await play([
      { chats: 0, settle: 300, sync: 5_000 },
      { settle: 300, sync: 5_000 },
    ]);
    expect(woken).toEqual(['chats@0', 'settle@300']);
    expect(waits).toEqual([300, 1_000]);
  });

  it('looks each second at the least, since others write rows as well', async () => {
    expect((await play([{}, { sync: 60_000 }])).waits).toEqual([1_000, 1_000]);
  });

  it('does not spin while a row stays due', async () => {
    const { woken, waits } = await play([
      { deliver: 0, delete: 1 },
      { deliver: 0, delete: 20 },
    ]);
    expect(woken).toEqual(['deliver@0', 'deliver@20', 'delete@20']);
    expect(waits).toEqual([20, 1_000]);
  });

  it('goes on after a look that failed, and says so once', async () => {
    const { woken, waits, logged } = await play([new Error('away'), new Error('away'), { chats: 0 }]);
    expect(woken).toEqual(['chats@2000']);
    expect(waits).toEqual([1_000, 1_000, 1_000]);
    expect(logged.events()).toEqual(['alarm.look_failed']);
  });
});
