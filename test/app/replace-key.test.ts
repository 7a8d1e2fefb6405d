// Two accounts that read the same account of the exchange: the older one goes on with the newer key.
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/app/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import { FLEX } from './fake-earn.ts';
import { connect, dataOf, meet, SECRET } from './harness.ts';
import { createScene, draftDeposit, holdOrder, type Scene, tap } from './moves.ts';

const NEW_KEY = 'newkey00112233445566778899aabbccddee';

interface Twins extends Scene {
  readonly fresh: Account;
}

/** "Main" holds an order and has been paid once; then another key of the same account is connected. */
async function twins(): Promise<Twins> {
  const scene = await createScene();
  const order = await holdOrder(scene);
  const { house, a, user } = scene;
  house.clock.now = Date.UTC(2026, 0, 16) + 60_000;
  house.earn.live.orders = [
    { ...order, interestEarned: amountOf('0.1369863'), nextInterestPayoutTime: Date.UTC(2026, 0, 17) },
  ];
  await a.syncDue();
  const fresh = await connect(house, a, user, { key: NEW_KEY, moved: false });
  return { ...scene, fresh };
}

const asFresh = (scene: Twins): Scene => ({ ...scene, account: scene.fresh });

const paid = ({ house }: Scene) =>
  house.state.tables.payouts.rows().map((row) => [row.accountId, row.number]);

describe('replacing the key of the account that has the ledger', () => {
  it('is offered to a new account that shows its orders', async () => {
    const { house, account } = await twins();
    expect(dataOf(house.notices('connected').at(-1), 'connected')).toMatchObject({
      overlaps: { accountId: account.id, label: 'Main' },
      mayReplaceKey: true,
    });
  });

  it('moves the key into it, sealed for it, and removes the newer account', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    const outcome = await a.app.replaceKey(user, account.id, fresh.id);
    expect(outcome).toMatchObject({
      kind: 'done',
      account: { id: account.id, label: 'Main', keyTail: NEW_KEY.slice(-4) },
      removed: { id: fresh.id, label: 'Account 2' },
    });
    const kept = house.account(account.id);
    const place = { owner: 7, record: account.id };
    expect(a.deps.vault.open(kept.keySealed, { ...place, field: 'key' })).toBe(NEW_KEY);
    expect(a.deps.vault.open(kept.secretSealed, { ...place, field: 'secret' })).toBe(SECRET);
    // The first move with this key asks for the third step, as with every new key.
    expect(kept).toMatchObject({
      status: 'active',
      moved: false,
      linked: true,
      createdAt: account.createdAt,
    });
    expect((await a.app.accounts(user)).map(({ id }) => id)).toEqual([account.id]);
    expect(house.state.tables.accounts.get(fresh.id)).toBeUndefined();
    expect((await a.app.activeAccount(user))?.id).toBe(account.id);
    expect(house.state.tables.audit.rows().at(-1)).toMatchObject({ action: 'replace_key', userId: 7 });
    expect(a.wakes.at(-1)).toBe('sync');
  });

  it('goes on with ledger and orders: the next payout is the next number, told once, and nothing is foreign', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    const connected = house.notices('connected').length;
    await a.app.replaceKey(user, account.id, fresh.id);
    expect(paid(scene)).toEqual([[account.id, 1]]);
    await a.syncDue();
    house.clock.now = Date.UTC(2026, 0, 17) + 60_000;
    house.earn.live.orders = house.earn.live.orders.map((order) => ({
      ...order,
      interestEarned: amountOf('0.2739726'),
      nextInterestPayoutTime: Date.UTC(2026, 0, 18),
    }));
    await a.syncDue();
    expect(paid(scene)).toEqual([
      [account.id, 1],
      [account.id, 2],
    ]);
    expect(house.notices('payout')).toHaveLength(2);
    expect(house.notices('foreign_change')).toEqual([]);
    expect(house.notices('connected')).toHaveLength(connected);
  });

  it('brings an account back whose old key was rejected', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    await a.store.accounts.update(account.id, { status: 'rejected', refusedSince: house.clock.now });
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toMatchObject({ kind: 'done' });
    await a.syncDue();
    expect(house.account(account.id)).toMatchObject({
      status: 'active',
      refusedSince: undefined,
      lastSyncAt: house.clock.now,
    });
  });

  it('lets an unsettled move of the kept account go on with the new key', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    const unclear = { kind: 'unclear', cause: 'timeout', status: undefined } as const;
    house.earn.live.script.push({ executes: true, answer: unclear });
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    await a.submitDue();
    expect(house.operation(id).state).toBe('unknown');
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toMatchObject({ kind: 'done' });
    house.advance(5_000);
    await a.settleDue();
    expect(house.operation(id)).toMatchObject({ state: 'done', accountId: account.id });
  });

  it('takes the ended moves of the newer account along: they explain what changed', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    // The old key works no more, so "Main" has not seen what the new one did.
    await a.store.accounts.update(account.id, { status: 'rejected' });
    const { id } = await draftDeposit(asFresh(scene), '700');
    await tap(scene, house.operation(id));
    await a.submitDue();
    house.advance(5_000);
    await a.store.accounts.setDue(account.id, house.clock.now + 1_000_000);
    await a.syncDue();
    expect(house.operation(id)).toMatchObject({ state: 'done', explained: true });
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toMatchObject({ kind: 'done' });
    await a.syncDue();
    expect(house.operation(id)).toMatchObject({ accountId: account.id, explained: true });
    expect(house.notices('foreign_change')).toEqual([]);
    expect(house.state.tables.orders.get(account.id)?.orders).toHaveLength(2);
  });
});

describe('a replacement that is not made', () => {
  const unchanged = async ({ house, account, fresh }: Twins) => {
    expect(house.account(account.id)).toMatchObject({
      keyTail: account.keyTail,
      keySealed: account.keySealed,
    });
    expect(house.account(fresh.id)).toMatchObject({ keySealed: fresh.keySealed });
  };

  it('says that a move of the newer account is under way', async () => {
    const scene = await twins();
    const { id } = await draftDeposit(asFresh(scene));
    await tap(scene, scene.house.operation(id));
    const outcome = await scene.a.app.replaceKey(scene.user, scene.account.id, scene.fresh.id);
    expect(outcome).toMatchObject({ kind: 'under_way', account: { id: scene.fresh.id }, operation: { id } });
    await unchanged(scene);
  });

  it('makes a card of the newer account run out', async () => {
    const scene = await twins();
    const operation = await draftDeposit(asFresh(scene));
    await scene.a.app.replaceKey(scene.user, scene.account.id, scene.fresh.id);
    expect((await tap(scene, operation)).kind).toBe('late');
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('knows only the person’s own accounts, and two of them', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    const stranger = await meet(house, a, 8);
    expect(await a.app.replaceKey(stranger, account.id, fresh.id)).toEqual({ kind: 'gone' });
    expect(await a.app.replaceKey(user, account.id, account.id)).toEqual({ kind: 'gone' });
    expect(await a.app.replaceKey(user, account.id, 'nowhere')).toEqual({ kind: 'gone' });
    await unchanged(scene);
    await a.app.disconnect(user, account.id);
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toEqual({ kind: 'gone' });
  });

  it('asks for an order that both still show, in one environment, and for a key that works', async () => {
    const scene = await twins();
    const { house, a, user, account, fresh } = scene;
    await a.store.accounts.update(fresh.id, { status: 'rejected' });
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toEqual({ kind: 'not_same' });
    await a.store.accounts.update(fresh.id, { status: 'active', environment: 'testnet' });
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toEqual({ kind: 'not_same' });
    await a.store.accounts.update(fresh.id, { environment: 'live' });
    house.earn.live.orders = [house.earn.live.executeDeposit(FLEX, amountOf('20'), 7, false)];
    await a.store.accounts.update(fresh.id, { status: 'testing', linked: false });
    await a.store.accounts.setDue(fresh.id, house.clock.now);
    // The older one is in use, so that the look at the newer one does not read it again.
    const held = await a.store.accounts.claim(account.id);
    await a.syncDue();
    if (held !== undefined) await a.store.accounts.release(account.id, held.claim);
    expect(await a.app.replaceKey(user, account.id, fresh.id)).toEqual({ kind: 'not_same' });
    expect(house.account(account.id).keyTail).toBe(account.keyTail);
  });

  it('is whole or nothing where the database breaks in the middle', async () => {
    const scene = await twins();
    const { house, user, account, fresh } = scene;
    const broken = house.instance('b', {
      before: (call) => {
        if (call === 'audit.add') throw new Error('gone');
      },
    });
    await expect(broken.app.replaceKey(user, account.id, fresh.id)).rejects.toThrow('gone');
    await unchanged(scene);
    expect((await scene.a.app.activeAccount(user))?.id).toBe(fresh.id);
  });
});
