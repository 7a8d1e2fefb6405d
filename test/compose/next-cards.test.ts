import { describe, expect, it } from 'vitest';
import type { Account, Notice } from '../../src/app/store.ts';
import { createNextCards } from '../../src/compose/next-cards.ts';
import { createRender } from '../../src/compose/telegram.ts';
import { amountOf } from '../../src/domain/money.ts';
import { FLEX } from '../app/fake-earn.ts';
import { createScene, draftDeposit, tap } from '../app/moves.ts';

/** A deposit whose rate moved after its tap: its receipt waits in the outbox, with the draft of the new card. */
async function unsent() {
  const scene = await createScene();
  const { house, a, user } = scene;
  const { id } = await draftDeposit(scene);
  await tap(scene, house.operation(id));
  house.earn.live.products = [{ ...FLEX, rates: [{ days: 7, rate: amountOf('9.99') }] }];
  await a.submitDue();
  const notice = house.notices('receipt').at(-1);
  if (notice?.data.kind !== 'receipt') throw new Error('no receipt');
  const next = notice.data.next?.operationId;
  if (next === undefined) throw new Error('no card');
  const cards = createNextCards({
    store: a.store,
    app: a.app,
    clock: a.deps.clock,
    environmentClocks: a.deps.environmentClocks,
  });
  const render = createRender({ store: a.store, cards, reconcileWaitMs: 600_000 });
  const show = async (from: Notice = notice) => (await render(from, user))?.keyboard.flat() ?? [];
  return { ...scene, notice, next, cards, show };
}

describe('a receipt that is told with its new card', () => {
  it('is drawn with it while it may be confirmed', async () => {
    const { show, next } = await unsent();
    expect((await show()).map(({ action }) => action)).toContainEqual({ kind: 'confirm', operationId: next });
  });

  it('is drawn without it once its time is over, with the way to ask for one', async () => {
    const { house, show, notice } = await unsent();
    house.advance(120_001);
    const actions = (await show()).map(({ action }) => action);
    if (notice.data.kind !== 'receipt') throw new Error('no receipt');
    expect(actions).toContainEqual({ kind: 'again', operationId: notice.data.operationId });
    expect(actions.map(({ kind }) => kind)).not.toContain('confirm');
  });

  it('is not told again over what came of a tap on it: it was seen', async () => {
    const { a, user, next, notice, cards } = await unsent();
    await a.app.confirm(user, user.chatId, next);
    const accounts: readonly Account[] = await a.app.accounts(user);
    expect(await cards.find(notice.data, accounts)).toEqual({ kind: 'used' });
    const render = createRender({ store: a.store, cards, reconcileWaitMs: 600_000 });
    expect(await render(notice, user)).toBeUndefined();
  });

  it('begins the life of its card at the moment it was told', async () => {
    const { house, next, notice, cards } = await unsent();
    house.advance(30_000);
    const since = house.clock.now;
    house.advance(2_000);
    await cards.onShown(notice, 901, since);
    expect(house.operation(next)).toMatchObject({
      shownAt: since,
      expiresAt: since + 120_000,
      cardMessageId: 901,
    });
  });

  it('leaves other notices alone', async () => {
    const { house, a, user, notice, cards } = await unsent();
    const plain: Notice = { ...notice, data: { kind: 'key_elsewhere' } };
    const before = house.state.tables.operations.rows();
    await cards.onShown(plain, 901, house.clock.now + 1);
    expect(house.state.tables.operations.rows()).toEqual(before);
    expect(await cards.find(plain.data, await a.app.accounts(user))).toEqual({ kind: 'none' });
  });
});
