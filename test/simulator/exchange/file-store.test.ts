import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import { createSimClock, steadyClockState } from '../../../src/simulator/exchange/clock.ts';
import { openFileStore } from '../../../src/simulator/exchange/file-store.ts';
import { createExchangeSimulator } from '../../../src/simulator/exchange.ts';
import { DAY, START, testAccount } from './harness.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'exchange-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const file = () => join(directory, 'deeper', 'exchange.json');

/** One life of the demo's exchange on the file. */
async function live(realNow: () => number) {
  const store = await openFileStore(file());
  const { clock: clockState, state } = store.remembered();
  const clock = createSimClock({
    real: realNow,
    state: clockState ?? steadyClockState(START),
    onChange: (next) => store.remember({ clock: next }),
  });
  let ids = 0;
  const simulator = createExchangeSimulator({
    clock,
    real: realNow,
    store,
    ids: {
      id: () => {
        ids += 1;
        return `id-${ids}`;
      },
    },
    state,
    onState: (next) => store.remember({ state: next }),
  });
  return { store, clock, ...simulator };
}

describe('a store in a file', () => {
  test('loses nothing over a restart: accounts, clock, settings, and interest of the days between', async () => {
    let now = START;
    const before = await live(() => now);
    const { apiKey } = await before.openPracticeAccount();
    await before.control.site(apiKey, {
      kind: 'deposit',
      productId: 'OPENUSDT0001',
      amount: amountOf('1000'),
    });
    before.clock.setSpeed(2);
    await before.control.setSettings({ interestEarned: 'last', refusalShape: 'D' });
    const left = await before.control.account(apiKey);
    await before.store.close();

    now += 5 * DAY;
    const after = await live(() => now);
    expect(after.clock.now()).toBe(START + 10 * DAY);
    expect(after.control.settings()).toMatchObject({ interestEarned: 'last', refusalShape: 'D' });
    expect(await after.store.withAccount(apiKey, (account) => ({ value: account }))).toEqual(left);
    expect(await after.control.interestPaid()).toHaveLength(10);
    expect(await after.store.list()).toEqual([apiKey]);
  });

  test('saves by itself after a moment, whole, with nothing left beside it', async () => {
    const store = await openFileStore(file(), 10);
    await store.create(testAccount());
    await expect
      .poll(() => readFile(file(), 'utf8').catch(() => ''), { timeout: 5_000 })
      .toContain('"apiKey":"key"');
    await store.close();
    expect(await readdir(join(directory, 'deeper'))).toEqual(['exchange.json']);
  });

  test('gathers changes, and writes nothing for a look', async () => {
    const store = await openFileStore(file(), 60_000);
    await store.create(testAccount());
    await store.flush();
    const written = await readFile(file(), 'utf8');
    await writeFile(file(), `${written} `);
    await store.withAccount('key', (account) => ({ value: account?.lastNonce }));
    await store.flush();
    expect(await readFile(file(), 'utf8')).toBe(`${written} `);
    for (let n = 1; n <= 50; n += 1) {
      await store.withAccount('key', (account) => ({
        account: { ...(account ?? testAccount()), lastNonce: n },
        value: n,
      }));
    }
    await store.close();
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ accounts: [{ lastNonce: 50 }] });
  });

  test('tells when it cannot write, and writes when it can again', async () => {
    await writeFile(join(directory, 'deeper'), 'a file in the way');
    await expect(openFileStore(file())).rejects.toThrow('ENOTDIR');
    await rm(join(directory, 'deeper'));
    const store = await openFileStore(file(), 60_000);
    await writeFile(join(directory, 'deeper'), 'a file in the way');
    await store.create(testAccount());
    await expect(store.flush()).rejects.toThrow();
    await rm(join(directory, 'deeper'));
    await store.close();
    expect(await readFile(file(), 'utf8')).toContain('"apiKey":"key"');
  });

  test.each(['{"version":2,"accounts":[]}', 'null', 'half of a fi'])(
    'refuses to take %s for its own',
    async (content) => {
      const path = join(directory, 'other.json');
      await writeFile(path, content);
      await expect(openFileStore(path)).rejects.toThrow('Move it away to start a new one');
      expect(await readFile(path, 'utf8')).toBe(content);
    },
  );
});
