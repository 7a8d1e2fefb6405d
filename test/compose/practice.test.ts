import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RANDOM_IDS } from '../../src/compose/adapters.ts';
import type { Practice } from '../../src/compose/practice.ts';
import { openLocalPractice } from '../../src/compose/practice-local.ts';
import { createRemotePractice } from '../../src/compose/practice-remote.ts';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { practiceAccounts, practiceClock } from '../../src/db/schema/system.ts';
import { createEarnApi } from '../../src/exchange/earn-api.ts';
import { createHttpFetch } from '../../src/exchange/http.ts';
import { createSimClock } from '../../src/simulator/exchange/clock.ts';
import { type ServedExchange, serveExchange } from '../../src/simulator/exchange/serve.ts';
import { createMemoryStore } from '../../src/simulator/exchange/store.ts';
import { createExchangeSimulator } from '../../src/simulator/exchange.ts';
import { createVault } from '../../src/vault.ts';
import { createLogBook } from '../jobs/log-book.ts';

/** The client of the exchange over a practice, with an account of its own. */
const clientOf = async (practice: Practice, now: () => number) => {
  const account = await practice.openAccount(501);
  let last = 0;
  const api = createEarnApi({
    environment: 'practice',
    baseUrl: practice.baseUrl,
    version: 'v3.2',
    fetch: practice.fetch,
    budget: { take: async () => true, block: async () => undefined },
    clock: { now },
    exchangeClock: practice.clock,
  });
  const caller = {
    ...account,
    priority: 'interactive' as const,
    nextNonce: async () => {
      last = Math.max(last + 1, practice.clock.now());
      return last;
    },
  };
  return { api, caller };
};

const deposit = { productId: 'OPENUSDT0001', amount: '100' as never, renew: false, day: 1 };

describe('practice in this process', () => {
  let database: Database;
  let now: number;
  let practice: Practice;
  const vault = createVault({
    keys: [{ id: 'a', key: randomBytes(32) }],
    fingerprintKey: randomBytes(32),
  });
  const open = () =>
    openLocalPractice({
      database,
      vault,
      ids: RANDOM_IDS,
      real: { now: () => now },
      log: createLogBook().log,
    });

  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite', dataDir: undefined });
    await migrate(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.queries.delete(practiceClock);
    now = 1_700_000_000_000;
    practice = await open();
  });
  afterEach(() => practice.stop());

  it('opens accounts that the client can use like any other', async () => {
    const { api, caller } = await clientOf(practice, () => now);
    const products = await api.products(caller);
    const product = products.ok ? products.value.find(({ currency }) => currency === 'USDT') : undefined;
    expect(product).toBeDefined();
    const moved = await api.deposit(
      caller,
      { ...deposit, productId: product?.id ?? '', day: product?.rates[0]?.days ?? 0 },
      () => true,
    );
    expect(moved).toEqual({ kind: 'accepted' });
    const orders = await api.orders(caller);
    expect(orders.ok && orders.value.map(({ currency }) => currency)).toEqual(['USDT']);
  });

  it('keeps neither key nor passphrase in clear, whatever the account does', async () => {
    const { api, caller } = await clientOf(practice, () => now);
    const dump = async () => JSON.stringify(await database.queries.select().from(practiceAccounts));
    const holdsSecret = (text: string) =>
      [caller.apiKey, caller.secret].some((secret) => text.includes(secret.slice(0, 8)));
    expect(holdsSecret(await dump())).toBe(false);
    const products = await api.products(caller);
    const product = products.ok ? products.value.find(({ currency }) => currency === 'USDT') : undefined;
    const move = { ...deposit, productId: product?.id ?? '', day: product?.rates[0]?.days ?? 0 };
    expect(await api.deposit(caller, move, () => true)).toEqual({ kind: 'accepted' });
    const after = await dump();
    expect(after).toContain('"userId":501');
    expect(after).toContain('"kind":"deposit"');
    expect(holdsSecret(after)).toBe(false);
  });

  it('does not open an account for whom another row’s credentials were put in', async () => {
    const mine = await clientOf(practice, () => now);
    const other = await clientOf(practice, () => now);
    const place = practiceAccounts.fingerprint;
    const [theirs] = await database.queries
      .select()
      .from(practiceAccounts)
      .where(eq(place, vault.fingerprint(other.caller.apiKey)));
    await database.queries
      .update(practiceAccounts)
      .set({ credentialsSealed: theirs?.credentialsSealed ?? '' })
      .where(eq(place, vault.fingerprint(mine.caller.apiKey)));
    expect((await mine.api.balances(mine.caller)).ok).toBe(false);
    expect((await other.api.balances(other.caller)).ok).toBe(true);
  });

  it('sends nothing when it is too late to send', async () => {
    const { api, caller } = await clientOf(practice, () => now);
    expect(await api.deposit(caller, deposit, () => false)).toEqual({ kind: 'not_sent' });
  });

  it('stands still until it is used, runs for a while, and stands still again', async () => {
    const still = practice.clock.now();
    now += 3_600_000;
    expect(practice.clock.now()).toBe(still);
    let changes = 0;
    await practice.start(() => {
      changes += 1;
    });
    practice.touch();
    await expect.poll(() => changes).toBe(1);
    expect(practice.clock.now()).toBe(still);
    now += 60_000;
    expect(practice.clock.now()).toBe(still + 24 * 3_600_000);
    now += 3_600_000;
    expect(practice.clock.now()).toBe(still + 3 * 24 * 3_600_000);
  });

  it('keeps its accounts and its time over a restart', async () => {
    const { api, caller } = await clientOf(practice, () => now);
    practice.touch();
    now += 120_000;
    await expect.poll(() => practice.clock.toReal(practice.clock.now() + 1)).toBeDefined();
    const shown = practice.clock.now();
    await practice.stop();
    practice = await open();
    expect(practice.clock.now()).toBe(shown);
    const balances = await clientOf(practice, () => now).then(({ api: again }) => again.balances(caller));
    expect(balances.ok).toBe(true);
    expect((await api.balances(caller)).ok).toBe(true);
  });
});

describe('practice behind an address', () => {
  let served: ServedExchange;
  let practice: Practice;
  const http = createHttpFetch();
  const clock = createSimClock({
    real: () => Date.now(),
    state: { simAt: 5_000_000_000, realAt: Date.now(), speed: 10, runUntilReal: null },
  });

  beforeEach(async () => {
    const simulator = createExchangeSimulator({
      clock,
      real: () => Date.now(),
      store: createMemoryStore(),
      ids: RANDOM_IDS,
    });
    served = await serveExchange(simulator);
    practice = createRemotePractice({
      url: `${served.url}/spot`,
      fetch: http,
      real: { now: () => Date.now() },
      log: createLogBook().log,
    });
  });
  afterEach(async () => {
    await practice.stop();
    await served.close();
  });

  it('follows the clock there and opens accounts there', async () => {
    await practice.start(() => undefined);
    expect(Math.abs(practice.clock.now() - clock.now())).toBeLessThan(10_000);
    const { api, caller } = await clientOf(practice, () => Date.now());
    expect((await api.balances(caller)).ok).toBe(true);
  });

  it('tells when the clock there changes its speed', async () => {
    let changes = 0;
    await practice.start(() => {
      changes += 1;
    });
    clock.setSpeed(1_000);
    await expect.poll(() => changes, { timeout: 10_000 }).toBe(1);
  });

  it('starts although nobody answers there, with a clock that stands still', async () => {
    await served.refuse();
    await practice.start(() => undefined);
    const shown = practice.clock.now();
    expect(practice.clock.toReal(shown + 1)).toBeUndefined();
    await expect(practice.openAccount(501)).rejects.toThrow();
    await served.listenAgain();
  });
});
