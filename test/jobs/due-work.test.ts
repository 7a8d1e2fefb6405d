import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/app/store.ts';
import { createSettleJob } from '../../src/jobs/settle.ts';
import { createSubmitJob } from '../../src/jobs/submit.ts';
import { createSyncJob } from '../../src/jobs/sync.ts';

const claim: Claim = { owner: 'one', fence: 7 };
const clock = { now: () => 1_000 };

/** A store that only notes what it is asked. */
const noting = () => {
  const asked: unknown[] = [];
  return {
    asked,
    operations: {
      claimDue: async (...args: unknown[]) => {
        asked.push(args);
        return [];
      },
      release: async (...args: unknown[]) => void asked.push(args),
    },
    accounts: {
      claimDue: async (...args: unknown[]) => {
        asked.push(args);
        return [];
      },
      release: async (...args: unknown[]) => void asked.push(args),
    },
  };
};

describe('submitting', () => {
  it('takes confirmed moves only: one that is sending is never taken to be sent', async () => {
    const { operations, asked } = noting();
    const job = createSubmitJob({ operations, submit: async () => undefined, clock });
    await job.claim(5);
    expect(asked).toEqual([[['confirmed'], 1_000, 5]]);
  });

  it('gives a move back with its claim, a little later', async () => {
    const { operations, asked } = noting();
    const job = createSubmitJob({ operations, submit: async () => undefined, clock });
    await job.giveBack({ row: { id: 'op' } as never, claim });
    expect(asked).toEqual([['op', claim, 3_000]]);
  });
});

describe('settling', () => {
  it('takes unknown moves only', async () => {
    const { operations, asked } = noting();
    const job = createSettleJob({ operations, settle: async () => undefined, clock });
    await job.claim(5);
    await job.giveBack({ row: { id: 'op' } as never, claim });
    expect(asked).toEqual([
      [['unknown'], 1_000, 5],
      ['op', claim, 6_000],
    ]);
  });
});

describe('syncing', () => {
  const syncOf = async (environment: string): Promise<readonly string[]> => {
    const steps: string[] = [];
    const job = createSyncJob({
      accounts: noting().accounts,
      sync: async () => void steps.push('sync'),
      clock,
      refreshClocks: async () => void steps.push('clock'),
    });
    await job.run({ row: { id: 'a', environment } as never, claim });
    return steps;
  };

  it.each(['live', 'testnet'])(
    'measures the clock of %s before a request is signed with it',
    async (environment) => {
      expect(await syncOf(environment)).toEqual(['clock', 'sync']);
    },
  );

  it('asks no exchange for the time of practice', async () => {
    expect(await syncOf('practice')).toEqual(['sync']);
  });

  it('gives an account back with its claim, later', async () => {
    const { accounts, asked } = noting();
    const job = createSyncJob({
      accounts,
      sync: async () => undefined,
      clock,
      refreshClocks: async () => undefined,
    });
    await job.claim(9);
    await job.giveBack({ row: { id: 'a' } as never, claim });
    expect(asked).toEqual([
      [1_000, 9],
      ['a', claim, 16_000],
    ]);
  });
});
