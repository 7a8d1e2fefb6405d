import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { FLEX, type MoveScript } from './fake-earn.ts';
import { createScene, draftDeposit, draftRedeem, type Scene, tap } from './moves.ts';

const LIMIT = amountOf('1000');
const unclear = (executes: boolean): MoveScript => ({
  executes,
  answer: { kind: 'unclear', cause: 'timeout', status: undefined },
});
const REFUSED: MoveScript = {
  executes: false,
  answer: { kind: 'refused', reason: 'said_no', code: undefined },
};

async function limited(): Promise<Scene> {
  const scene = await createScene();
  scene.house.earn.live.products = [
    { ...FLEX, dailyLimit: LIMIT },
    { ...FLEX, id: 'OPENUSDT0002', name: 'Other USDT', dailyLimit: LIMIT },
  ];
  return scene;
}

/** A deposit that is taken to the exchange; what comes of it the script says. */
async function deposit(scene: Scene, amount: string, script?: MoveScript): Promise<string> {
  const { house, a } = scene;
  if (script !== undefined) house.earn.live.script.push(script);
  const { id } = await draftDeposit(scene, amount);
  await tap(scene, house.operation(id));
  await a.submitDue();
  return id;
}

/** What is left, as the refusal of a deposit of the whole limit says. */
async function left({ a, user, account }: Scene, productId = FLEX.id): Promise<string> {
  const outcome = await a.app.prepareDeposit({
    user,
    chatId: user.chatId,
    accountId: account.id,
    productId,
    days: 7,
    amount: LIMIT,
    renew: false,
    draftKey: `left-${Math.random()}`,
  });
  if (outcome.kind === 'draft') return LIMIT;
  const known = outcome.kind === 'deposit_problem' && outcome.problem.kind === 'above_limit';
  return known ? outcome.problem.left : JSON.stringify(outcome);
}

describe('what is left of the daily limit', () => {
  it('is what the deposits of today have left of it, to the digit', async () => {
    const scene = await limited();
    expect(await left(scene)).toBe('1000');
    await deposit(scene, '300.01');
    await deposit(scene, '99.99');
    expect(await left(scene)).toBe('600');
  });

  it('is of one product: another one has its own', async () => {
    const scene = await limited();
    await deposit(scene, '300');
    expect(await left(scene, 'OPENUSDT0002')).toBe('1000');
  });

  it('is whole again on the next day of the exchange, which begins at midnight UTC', async () => {
    const scene = await limited();
    await deposit(scene, '300');
    const toMidnightMs = 14 * 3_600_000;
    scene.house.advance(toMidnightMs - 1);
    expect(await left(scene)).toBe('700');
    scene.house.advance(1);
    expect(await left(scene)).toBe('1000');
  });

  it('goes by the clock of the environment, not by the real one', async () => {
    const scene = await limited();
    const { house } = scene;
    house.clock.environment.live.offsetMs = 14 * 3_600_000;
    await deposit(scene, '300');
    expect(await left(scene)).toBe('700');
    house.clock.environment.live.offsetMs += 24 * 3_600_000 - 1;
    expect(await left(scene)).toBe('700');
    house.clock.environment.live.offsetMs += 1;
    expect(await left(scene)).toBe('1000');
  });

  it('counts a deposit whose outcome is not known, and not one that was refused or left no trace', async () => {
    const scene = await limited();
    await deposit(scene, '200', REFUSED);
    expect(await left(scene)).toBe('1000');
    const id = await deposit(scene, '300', unclear(false));
    expect(await scene.a.app.investedToday(scene.user, FLEX.id)).toBe('300');
    const { house, a } = scene;
    house.advance(2_000);
    await a.settleDue();
    house.advance(600_000);
    await a.settleDue();
    expect(house.operation(id).state).toBe('not_found');
    expect(await left(scene)).toBe('1000');
  });

  it('counts a deposit that is on its way', async () => {
    const scene = await limited();
    const { house, a, user } = scene;
    const during: string[] = [];
    house.earn.live.onCall = async (call) => {
      if (call === 'deposit') during.push(await a.app.investedToday(user, FLEX.id));
    };
    await deposit(scene, '300');
    expect(during).toEqual(['300']);
  });

  it('gets nothing back from a redemption', async () => {
    const scene = await limited();
    await deposit(scene, '300');
    const [order] = scene.house.earn.live.orders;
    if (order === undefined) throw new Error('no order');
    const { id } = await draftRedeem(scene, order, '300');
    await tap(scene, scene.house.operation(id));
    await scene.a.submitDue();
    expect(scene.house.operation(id).state).toBe('done');
    expect(await left(scene)).toBe('700');
  });

  it('is asked again just before sending: a second card of the same day is not sent', async () => {
    const scene = await limited();
    const { house, a } = scene;
    const first = await draftDeposit(scene, '600');
    const second = await draftDeposit(scene, '600');
    await tap(scene, first);
    await a.submitDue();
    await tap(scene, second);
    await a.submitDue();
    expect(house.earn.live.posts).toHaveLength(1);
    expect(house.operation(second.id)).toMatchObject({
      state: 'expired',
      result: { kind: 'moved', changed: ['limit'] },
    });
  });

  it('is nothing for whoever has no account', async () => {
    const { a, user } = await limited();
    expect(await a.app.investedToday({ ...user, id: 999, activeAccountId: undefined }, FLEX.id)).toBe('0');
  });
});
