// The same move again: a late tap, [Show a new card], and the third step that neither may leave out.
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/bot/action.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Move } from '../../src/domain/operation.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, DAY_MS, FIXED, FIXED_ORDER, NOW, operationOf, orderOf } from './facts.ts';

const connected = (options: Parameters<typeof createChat>[0] = {}) =>
  createChat({ ...options, world: { accounts: [accountOf()], ...options.world } });

/** A tap on a button of a push. */
async function tapPushed(chat: Chat, action: Action): Promise<void> {
  await chat.send('/help');
  const id = 'p'.repeat(22);
  chat.cards.set(id, {
    id,
    userId: 7,
    chatId: 7,
    messageId: chat.last().id,
    actions: { abcdefghijkl: action },
    createdAt: 0,
    expiresAt: Number.POSITIVE_INFINITY,
  });
  await chat.tapData(`${id}.abcdefghijkl`, chat.last().id);
}

const again = (chat: Chat) => tapPushed(chat, { kind: 'again', operationId: 'operation-1' });
const states = (chat: Chat) => chat.world.operations.map(({ state }) => state);
const newKey = accountOf({ moved: false });

const REDEEM: Move = {
  kind: 'redeem',
  product: { name: FIXED.name, currency: FIXED.currency, type: FIXED.type },
  orderId: FIXED_ORDER.id,
  amount: amountOf('0.25'),
  whole: false,
};

describe('[Show a new card]', () => {
  it('shows the card at once where the amount need not be typed', async () => {
    const chat = connected({ world: { operations: [operationOf({ state: 'expired' })] } });
    await again(chat);
    expect(chat.labels()).toEqual(['Deposit 500 USDT to Earn', 'Cancel']);
    expect(states(chat)).toEqual(['expired', 'draft']);
    expect(chat.world.operations[1]?.cardMessageId).toBe(chat.last().id);
  });

  it('asks a key that has moved nothing yet to type the amount, and only then shows the card', async () => {
    const operations = [operationOf({ state: 'rejected' })];
    const chat = connected({ world: { accounts: [newKey], operations } });
    await again(chat);
    expect(chat.last().text).toContain('One more step');
    expect(chat.last().text).toContain('type 500 USDT');
    expect(chat.labels()).not.toContain('Deposit 500 USDT to Earn');
    expect(states(chat)).toEqual(['rejected', 'cancelled']);
    await chat.send('400');
    expect(chat.last().text).toContain('That is another amount');
    await chat.send('500');
    expect(chat.labels()).toEqual(['Deposit 500 USDT to Earn', 'Cancel']);
    expect(states(chat)).toEqual(['rejected', 'cancelled', 'draft']);
    expect(chat.world.operations[2]?.cardMessageId).toBe(chat.last().id);
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(states(chat)).toEqual(['rejected', 'cancelled', 'confirmed']);
  });

  it('asks for it before an early redemption that costs interest, with its warnings', async () => {
    const chat = connected({ world: { operations: [operationOf({ state: 'expired', move: REDEEM })] } });
    await again(chat);
    expect(chat.last().text).toContain('Redeeming now costs interest.');
    expect(chat.last().text).toContain('Redeemed early, it gets no interest.');
    expect(states(chat)).toEqual(['expired', 'cancelled']);
    await chat.send('0.25');
    expect(chat.labels()).toContain('Redeem 0.25 BTC');
    expect(chat.world.operations[2]?.move).toMatchObject({ kind: 'redeem', orderId: 502, amount: '0.25' });
  });

  it('keeps term and renewal of the move through the third step', async () => {
    const { id, name, currency, type } = FIXED;
    const move: Move = {
      kind: 'deposit',
      product: { id, name, currency, type },
      amount: amountOf('0.5'),
      days: 30,
      renew: true,
    };
    const operations = [operationOf({ state: 'expired', move })];
    const chat = connected({ world: { accounts: [newKey], free: amountOf('2'), operations } });
    await again(chat);
    await chat.send('0.5 BTC');
    expect(chat.world.operations.at(-1)).toMatchObject({ state: 'draft', move });
  });

  it('survives a restart between the step and its answer', async () => {
    const operations = [operationOf({ state: 'expired' })];
    const chat = connected({ world: { accounts: [newKey], operations } });
    await again(chat);
    chat.restart();
    await chat.send('500');
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn');
  });

  it('says why there is no card, with a reference that the log has', async () => {
    const operations = [operationOf({ state: 'expired' })];
    const chat = connected({ world: { free: amountOf('10'), operations } });
    await again(chat);
    const code = /Reference: (\w+)/.exec(chat.last().text)?.[1] ?? 'none';
    expect(chat.last().text).toContain('Nothing was sent.');
    expect(chat.logged).toContainEqual({
      event: 'bot.not_prepared',
      fields: expect.objectContaining({ code, why: 'above_balance' }),
    });
  });

  it('names the move that stands in the way by its reference', async () => {
    const operations = [
      operationOf({ state: 'expired' }),
      operationOf({ id: 'lane-7z9xk1', state: 'unknown' }),
    ];
    const chat = connected({ world: { operations } });
    await again(chat);
    expect(chat.last().text).toContain('not settled yet');
    expect(chat.last().text).toContain('Reference: 7Z9XK1');
  });
});

describe('[Show a new card] of an account that is not in use', () => {
  const other = accountOf({ id: 'account-other', label: 'Other', moved: false });
  const operations = [operationOf({ state: 'expired', accountId: other.id })];

  it('prepares the move of that account, also when the amount is typed after its facts grew old', async () => {
    const chat = connected({ world: { accounts: [accountOf(), other], operations } });
    const accounts = () => chat.world.operations.map(({ accountId }) => accountId);
    await again(chat);
    expect(chat.last().text).toContain('type 500 USDT');
    expect(chat.last().text).toContain('Other');
    chat.world.now += 61_000;
    chat.world.free = amountOf('1500');
    await chat.send('500');
    expect(chat.labels()[0]).toMatch(/^Deposit 500 USDT to Earn · Other/);
    expect(accounts()).toEqual([other.id, other.id, other.id]);
  });

  it('does so for a redemption', async () => {
    const redeem = [operationOf({ state: 'expired', accountId: other.id, move: REDEEM })];
    const chat = connected({ world: { accounts: [accountOf(), other], operations: redeem } });
    await again(chat);
    chat.world.now += 61_000;
    chat.world.orders = [orderOf(), { ...FIXED_ORDER, investAmt: amountOf('0.4') }];
    await chat.send('0.25');
    expect(chat.labels()).toContain('Redeem 0.25 BTC · Other');
    expect(chat.world.operations.at(-1)?.accountId).toBe(other.id);
  });
});

describe('a confirm tap while moves are paused', () => {
  it('says so with the reference of the move, which the log has', async () => {
    const chat = connected({ world: { paused: true } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send('500');
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.last().text).toContain('paused by the operator. Nothing was sent.');
    expect(chat.last().text).toContain('Reference: ATION1');
    expect(chat.logged).toContainEqual({
      event: 'bot.not_confirmed',
      fields: { operationId: 'operation-1', reference: 'ATION1', why: 'paused' },
    });
  });
});

describe('a late tap', () => {
  it('says that the card had run out, and asks for the amount once more where it has to', async () => {
    const chat = connected({ world: { accounts: [newKey] } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send('500');
    await chat.send('500');
    chat.world.now += 120_001;
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.last().text).toContain('The card had run out. Nothing was sent.');
    expect(chat.last().text).toContain('type 500 USDT');
    expect(chat.labels()).not.toContain('Deposit 500 USDT to Earn');
    expect(states(chat)).not.toContain('draft');
    await chat.send('500');
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn');
  });

  it('asks for it where only the new facts need it: the order was renewed and is early now', async () => {
    const ended = { ...FIXED_ORDER, endTime: NOW - DAY_MS };
    const chat = connected({ world: { orders: [orderOf(), ended] } });
    await chat.send('/redeem');
    await chat.tap(/Fixed BTC/);
    await chat.send('0.25');
    expect(chat.labels()).toContain('Redeem 0.25 BTC');
    chat.world.orders = [orderOf(), { ...FIXED_ORDER, endTime: NOW + 20 * DAY_MS }];
    chat.world.now += 120_001;
    await chat.tap(/^Redeem 0.25 BTC$/);
    expect(chat.last().text).toContain('Redeeming now costs interest.');
    expect(chat.labels()).not.toContain('Redeem 0.25 BTC');
    await chat.send('0.25');
    expect(chat.labels()).toContain('Redeem 0.25 BTC');
  });

  it('asks for it where the key was replaced meanwhile', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send('500');
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn');
    chat.world.accounts = [newKey];
    chat.world.now += 120_001;
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.last().text).toContain('type 500 USDT');
    expect(chat.labels()).not.toContain('Deposit 500 USDT to Earn');
  });
});
