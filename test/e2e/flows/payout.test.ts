// Interest as it is told: one message for each account and payout time, with exact amounts, whatever the exchange's
// `interestEarned` counts, through outages and blocked chats. What is told equals what the exchange paid.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sumByCoin, toldInterest } from '../../../src/demo/told.ts';
import { DEMO_SPEED } from '../../../src/demo/world.ts';
import { FLOW_TIMEOUT_MS, pause, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { type Customer, depositDone, goToRedeemCard, newPractice, tapRedeem } from '../steps.ts';
import { en, says } from '../words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAYOUT_HOUR_MS = 14 * HOUR_MS;
const USDC_FLEX = /^Flexible USDC · /;
const SHOWN_WITHIN = { timeout: 30_000, interval: 100 };
const PAID_LINE = /^\+[\d.,]+ \w+.* interest/;

const town = useTown();
const people: Record<'two' | 'last' | 'merged' | 'dark' | 'away' | 'closing' | 'early', Customer> =
  {} as never;

const paidTo = async ({ key }: Customer) => {
  const paid = await town().exchange.control.interestPaid();
  return sumByCoin(paid.filter(({ apiKey }) => apiKey === key.apiKey));
};
const toldTo = async ({ chat }: Customer) => toldInterest(await town().client.sent({ chatId: chat.userId }));
const pushesTo = async ({ chat }: Customer) =>
  (await town().client.sent({ chatId: chat.userId })).filter(
    ({ kind, text }) => kind === 'send' && PAID_LINE.test(text),
  );

/** Simulated time goes on to just after the next payout. */
async function jumpToPayout(): Promise<void> {
  const now = town().clock.now();
  const today = Math.floor(now / DAY_MS) * DAY_MS + PAYOUT_HOUR_MS;
  const next = today > now ? today : today + DAY_MS;
  await town().jump(next + 5_000 - now);
}

async function expectToldIsPaid(customer: Customer): Promise<void> {
  await expect.poll(() => toldTo(customer), SHOWN_WITHIN).toEqual(await paidTo(customer));
  expect(await paidTo(customer)).not.toEqual([]);
}

async function settle(customer: Customer, count: number): Promise<void> {
  await expect.poll(async () => (await pushesTo(customer)).length, SHOWN_WITHIN).toBe(count);
}

async function waitForLook({ key }: Customer): Promise<void> {
  await vi.waitFor(async () => {
    const requests = await town().requests(key);
    const sent = requests.findLastIndex(({ method }) => method === 'POST');
    const looked = requests.slice(sent + 1).some(({ path }) => path.endsWith('/invest/orders'));
    if (!looked) throw new Error('the orders were not looked at yet');
  }, SHOWN_WITHIN);
  await pause(300);
}

describe('interest', { timeout: FLOW_TIMEOUT_MS }, () => {
  beforeAll(async () => {
    const { control } = town().exchange;
    // The bot looks at the practice clock every second; until it has seen a jump its nonces are old.
    await control.setSettings({ nonceWindowMs: 40 * DAY_MS });
    const open = async (
      name: keyof typeof people,
      deposits: readonly (readonly [RegExp | undefined, string])[],
    ) => {
      const customer = await newPractice(town());
      if (name === 'last') await control.setAccountSettings({ interestEarned: 'last' }, customer.key.apiKey);
      for (const [product, amount] of deposits) {
        await depositDone(customer.chat, product === undefined ? { amount } : { product, amount });
      }
      people[name] = customer;
      // The first look at the new orders comes soon after the deposit.
      await waitForLook(customer);
    };
    await Promise.all([
      open('two', [
        [undefined, '1000'],
        [USDC_FLEX, '2000'],
      ]),
      open('last', [[undefined, '1234.56']]),
      open('merged', [
        [undefined, '300'],
        [undefined, '200'],
      ]),
      open('dark', [[undefined, '700']]),
      open('away', [[undefined, '900']]),
      open('closing', [[undefined, '5000']]),
    ]);
  }, FLOW_TIMEOUT_MS);

  it('of two products at one payout time comes as one message with its lines, sum and total', async () => {
    await jumpToPayout();
    await settle(people.two, 1);
    const [push] = await pushesTo(people.two);
    expect(push?.text).toMatch(
      /^\+[\d.]+ USDT, \+[\d.]+ USDC interest · DEMO|^\+[\d.]+ USDC, \+[\d.]+ USDT interest · DEMO/,
    );
    expect(push?.text).toContain('Flexible USDT: +');
    expect(push?.text).toContain('Flexible USDC: +');
    expect(push?.text).toContain('Since connecting: ');
    expect(push?.text.split('\n').length).toBeLessThanOrEqual(6);
    expect(push?.silent).toBe(true);
    await expectToldIsPaid(people.two);
  });

  it('of deposits that were merged into one order is that of the sum', async () => {
    await settle(people.merged, 1);
    await expectToldIsPaid(people.merged);
  });

  it('is told to the digit day after day, where the exchange states totals and where it states the last payout', async () => {
    for (let day = 2; day <= 4; day += 1) {
      await jumpToPayout();
      await settle(people.two, day);
      await settle(people.last, day);
      await settle(people.merged, day);
    }
    await expectToldIsPaid(people.two);
    await expectToldIsPaid(people.last);
    await expectToldIsPaid(people.merged);
  });

  it('that was paid while the exchange could not be read is told in one message when it answers again', async () => {
    const { control } = town().exchange;
    const before = (await pushesTo(people.dark)).length;
    const fault = control.addFault({
      kind: 'status',
      status: 503,
      times: null,
      match: { apiKey: people.dark.key.apiKey },
    });
    await jumpToPayout();
    await settle(people.two, 5);
    expect(await pushesTo(people.dark)).toHaveLength(before);
    control.clearFaults(fault);
    // A look at the account comes again by itself; a person who looks brings it forward.
    await people.dark.chat.send('/home');
    await settle(people.dark, before + 1);
    await expectToldIsPaid(people.dark);
  });

  it('that falls between the last look and a redemption that closes the order is told with its amount', async () => {
    const { chat, key } = people.closing;
    await goToRedeemCard(chat);
    const now = town().clock.now();
    const today = Math.floor(now / DAY_MS) * DAY_MS + PAYOUT_HOUR_MS;
    town().clock.jump(today + DAY_MS + 5_000 - now);
    await tapRedeem(chat);
    await chat.waitFor(/^(Redeeming|Deposited|Not sent)/);
    await pause(1_200);
    expect((await town().moves(key.apiKey, 'redeem')).map(({ amount }) => amount)).toEqual(['5000']);
    await chat.waitFor(/5,000 USDT redeemed/);
    await expectToldIsPaid(people.closing);
  });

  it('is not told to a person who blocked the bot, and goes on when they return', async () => {
    const { client } = town();
    const { chat } = people.away;
    await settle(people.two, 6);
    await settle(people.away, 6);
    const refusals = async () => Object.keys((await client.counters()).refused).join();
    await client.block(chat.userId);
    await jumpToPayout();
    await settle(people.two, 7);
    await expect.poll(refusals, SHOWN_WITHIN).toContain('blocked');
    await client.unblock(chat.userId);
    const missed = (await pushesTo(people.away)).length;
    expect(missed).toBe(6);
    await chat.waitFor(says(en.start.pushBack));
    await jumpToPayout();
    await settle(people.away, missed + 1);
  });

  it('of a payout that the exchange credits late is told as late once, then with its amount', async () => {
    const { control } = town().exchange;
    control.setSkew(-20 * HOUR_MS);
    await jumpToPayout();
    // It is told only after several looks in a row and a quarter of an hour.
    for (let look = 1; look <= 4; look += 1) {
      await town().jump(10 * 60_000);
      // An account rests a second between two looks.
      await pause(1_500);
    }
    await people.two.chat.waitFor(/^A payout is late/, 60_000);
    control.setSkew(0);
    await town().jump(2 * HOUR_MS);
    await expectToldIsPaid(people.two);
    const late = (await town().client.sent({ chatId: people.two.chat.userId })).filter(({ text }) =>
      text.startsWith('A payout is late'),
    );
    expect(late.length).toBeGreaterThanOrEqual(1);
    expect(late.length).toBeLessThanOrEqual(2);
  });

  it('at the speed of the demo is told to the digit, from the first payout of a new order on', async () => {
    town().clock.setSpeed(DEMO_SPEED);
    people.early = await newPractice(town());
    await depositDone(people.early.chat, { amount: '800' });
    await expect.poll(async () => (await pushesTo(people.early)).length, SHOWN_WITHIN).toBeGreaterThan(1);
    town().clock.setSpeed(1);
    await expectToldIsPaid(people.early);
  });

  it('told to everyone equals interest paid to everyone, to the last digit', async () => {
    for (const customer of [
      people.early,
      people.two,
      people.last,
      people.merged,
      people.dark,
      people.closing,
    ]) {
      await expectToldIsPaid(customer);
    }
  });

  itKeepsSecrets(town);
});
