// A person who may not use the bot any more is told nothing and nothing is read with their key; let in again, they are
// caught up as after an outage. The same on every store.
import { describe, expect, it } from 'vitest';
import type { AppSettings } from '../../src/app/app.ts';
import type { Messenger } from '../../src/app/ports.ts';
import type { Store, User } from '../../src/app/store.ts';
import { createInstance } from '../../src/db/instances.ts';
import { createStore } from '../../src/db/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import { createNoticeClaim, createNoticeRunner } from '../../src/jobs/deliver.ts';
import { createPacer } from '../../src/jobs/pacer.ts';
import { FLEX } from '../app/fake-earn.ts';
import { createHouse, KEY, SECRET } from '../app/harness.ts';
import { createMemoryState, createMemoryStore } from '../app/memory-store.ts';
import { eachDatabase } from '../db/databases.ts';
import { createLogBook } from './log-book.ts';

const OWNER = 1;
const GUEST = 7;
const DAY_MS = 86_400_000;

/** The guest is let in, has an account with one order, and has heard of it. */
async function openTown(store: Store, settings: Partial<AppSettings> = {}) {
  const house = createHouse(settings);
  const { clock, earn } = house;
  const town = house.over(store);
  const { app } = town;
  const see = async (id: number): Promise<User> =>
    (await app.meet({ id, chatId: id, firstName: `P${id}`, languageCode: 'en' })).user;
  const owner = await see(OWNER);
  await app.askAccess(await see(GUEST));
  await app.answerAccess(owner, GUEST, true);
  const guest = await see(GUEST);
  const order = earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
  await app.startCapture(guest, GUEST, 'live', undefined);
  await app.capture(guest, GUEST, 501, `${KEY} ${SECRET}`);
  await town.deleteDue();
  await town.syncDue();
  const [account] = await app.accounts(guest);
  if (account === undefined) throw new Error('not connected');

  const told: string[] = [];
  const book = createLogBook();
  const messenger: Messenger = {
    send: async (chatId, { text }) => {
      told.push(`${chatId} ${text}`);
      return { kind: 'sent', messageId: told.length };
    },
    edit: async (_chatId, messageId) => ({ kind: 'sent', messageId }),
    delete: () => expect.unreachable(),
  };
  const sleep = async (ms: number) => house.advance(ms);
  const pacer = createPacer({ clock: { now: () => clock.now }, sleep });
  const over = (deps: { readonly mayUse: (user: User) => boolean }) => ({
    store,
    messenger,
    render: async ({ kind }: { readonly kind: string }) => ({ text: kind, keyboard: [] }),
    mayUse: deps.mayUse,
    pacer,
    clock: { now: () => clock.now },
    sleep,
    stopping: new AbortController().signal,
    log: book.log,
  });
  /** Everything due is delivered; whom what was told. */
  const deliver = async (mayUse = app.mayUse): Promise<readonly string[]> => {
    told.length = 0;
    const claim = createNoticeClaim({ store, pacer, clock: { now: () => clock.now } });
    const run = createNoticeRunner(over({ mayUse }));
    for (;;) {
      const claimed = await claim(100);
      for (const one of claimed) await run(one);
      if (claimed.length === 0) return [...told];
    }
  };
  /** Interest of the order, credited by the exchange a day later. */
  const credit = (times: number) => {
    house.advance(DAY_MS);
    earn.live.orders = [
      {
        ...order,
        interestEarned: amountOf(String(0.1369863 * times)),
        nextInterestPayoutTime: order.nextInterestPayoutTime + times * DAY_MS,
      },
    ];
  };
  await deliver();
  earn.live.reads.length = 0;
  return { ...town, house, earn: earn.live, owner, guest, account, deliver, credit, see, book };
}

function shutOut(openStore: () => Promise<Store>): void {
  it('is told nothing and not looked at once refused, and caught up once let in again', async () => {
    const town = await openTown(await openStore());
    const { app, store, owner, guest, account, earn } = town;
    const earlier = {
      kind: 'key_rejected',
      account: { accountId: account.id, label: 'x', environment: 'live' },
    };
    await store.notices.add([
      {
        userId: GUEST,
        chatId: GUEST,
        accountId: account.id,
        kind: 'key_rejected',
        data: earlier as never,
        editMessageId: undefined,
        replyTo: undefined,
        silent: false,
        dueAt: 0,
        createdAt: 0,
        dedupeKey: undefined,
      },
    ]);
    await app.answerAccess(owner, GUEST, false);
    expect(await town.deliver()).toEqual([`${GUEST} access_answered`]);
    const dropped = town.book.entries.filter(({ event }) => event === 'deliver.dropped');
    expect(dropped.map(({ fields }) => fields.why)).toEqual(['shut_out']);

    for (const times of [1, 2]) {
      town.credit(times);
      await town.syncDue();
    }
    expect(earn.reads).toEqual([]);
    expect(earn.nonces).toHaveLength(2);
    expect(await store.payouts.totals(account.id, 0)).toEqual([]);
    expect(await town.deliver()).toEqual([]);

    expect(await app.answerAccess(owner, GUEST, true)).not.toBe(false);
    expect(town.wakes).toContain('sync');
    expect(await town.syncDue()).toBe(1);
    expect(await store.payouts.totals(account.id, 0)).toMatchObject([{ currency: 'USDT' }]);
    const told = await town.deliver();
    expect(told[0]).toBe(`${GUEST} access_answered`);
    expect(told.slice(1)).toContain(`${GUEST} payout`);
    expect(app.mayUse(await town.see(guest.id))).toBe(true);
  });

  it('is left alone while off the list, and looked at within minutes once on it again', async () => {
    const store = await openStore();
    const listed = { access: 'list', allowedIds: [GUEST], ownerIds: [OWNER] } as const;
    const town = await openTown(store, { ...listed, access: 'approve' });
    const { house, account, earn } = town;
    house.settings.current = { ...house.settings.current, ...listed, allowedIds: [] };
    const without = house.over(store);
    town.credit(1);
    expect(await without.syncDue()).toBe(1);
    expect(await without.syncDue()).toBe(0);
    expect(earn.reads).toEqual([]);
    expect(await town.deliver(without.app.mayUse)).toEqual([]);

    house.settings.current = { ...house.settings.current, ...listed };
    const again = house.over(store);
    expect(await again.syncDue()).toBe(0);
    house.advance(5 * 60_000);
    expect(await again.syncDue()).toBe(1);
    expect(await store.payouts.totals(account.id, 0)).toMatchObject([{ currency: 'USDT' }]);
    expect(await town.deliver(again.app.mayUse)).toContain(`${GUEST} payout`);
  });

  it('who waits for an answer is found by when they came, and no longer once answered', async () => {
    const store = await openStore();
    const town = await openTown(store);
    for (const id of [12, 11, 10]) {
      town.house.advance(1_000);
      await town.app.askAccess(await town.see(id));
    }
    const waiting = async (limit: number) => (await store.users.waiting(limit)).map(({ id }) => id);
    expect(await waiting(10)).toEqual([12, 11, 10]);
    expect(await waiting(2)).toEqual([12, 11]);
    await town.app.answerAccess(town.owner, 11, false);
    expect(await waiting(10)).toEqual([12, 10]);
  });
}

describe('in memory: a person', () => {
  shutOut(async () => createMemoryStore({ instanceId: 'one', state: createMemoryState() }));
});

eachDatabase((_name, open) => {
  describe('a person', () => {
    shutOut(async () => {
      const database = await open();
      await createInstance(database, 'one').beat();
      return createStore(database, 'one');
    });
  });
});
