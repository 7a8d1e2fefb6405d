// What is told about a term that nears its end: 7, 3 and 1 days before, and when it has matured, each once and with
// buttons that work. And a receipt that comes late: a message of its own, in reply to the card.
import { beforeAll, describe, expect, it } from 'vitest';
import { RECEIPT_EDIT_MS } from '../../../src/app/receipt.ts';
import type { SentEntry } from '../../../src/simulator/telegram/state.ts';
import { FLOW_TIMEOUT_MS, pause, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import {
  type Customer,
  deposit,
  depositDone,
  goToDepositCard,
  hasButton,
  newCustomer,
  newPractice,
  tapDeposit,
} from '../steps.ts';
import { en, exactly, plain, says } from '../words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const TERM_DAYS = 30;
const SHOWN_WITHIN = { timeout: 30_000, interval: 100 };
const FIXED_30 = { product: /^Fixed USDT/, term: /^30 days/, amount: '1000' };
const FIXED = en.common.product(en.common.kinds.fixed, 'USDT');
/** First lines of what is told of the end of an order, without the mark of practice. */
const SOON = {
  7: plain(en.notices.soon(7, '1,000 USDT', FIXED)),
  3: plain(en.notices.soon(3, '1,000 USDT', FIXED)),
  1: plain(en.notices.soon(1, '1,000 USDT', FIXED)),
};
const MATURED = plain(en.notices.matured('1,000 USDT', FIXED));
const OF_THE_END = [...Object.values(SOON), MATURED];

describe('a fixed term', { timeout: FLOW_TIMEOUT_MS }, () => {
  const town = useTown();
  const people: Record<'paidOut' | 'renewed', Customer> = {} as never;
  let endsAt: number;

  const factOf = ({ text }: SentEntry) => text.split('\n')[0]?.replace(/ · DEMO$/, '') ?? '';

  const toldTo = async ({ chat }: Customer) =>
    (await town().client.sent({ chatId: chat.userId })).filter(
      (entry) => entry.kind === 'send' && OF_THE_END.includes(factOf(entry)),
    );

  const facts = async (customer: Customer) => (await toldTo(customer)).map(factOf);

  const looksAt = async ({ key }: Customer) =>
    (await town().requests(key)).filter(({ path }) => path.endsWith('/invest/orders')).length;

  /** Simulated time goes on to this moment; both accounts have been looked at since. */
  async function goTo(moment: number): Promise<void> {
    const before = await Promise.all(Object.values(people).map(looksAt));
    await town().jump(moment - town().clock.now());
    for (const [index, customer] of Object.values(people).entries()) {
      await expect.poll(() => looksAt(customer), SHOWN_WITHIN).toBeGreaterThan(before[index] ?? 0);
    }
    // What a look leads to is stored and sent.
    await pause(500);
  }

  async function waitForTold(customer: Customer, count: number): Promise<SentEntry | undefined> {
    await expect.poll(async () => (await toldTo(customer)).length, SHOWN_WITHIN).toBe(count);
    return (await toldTo(customer)).at(-1);
  }

  /** Goes to this long before the end, and further within the same stretch: nothing is told a second time. */
  async function comeTo(beforeMs: number, told: readonly string[]): Promise<void> {
    for (const moment of [endsAt - beforeMs + MINUTE_MS, endsAt - beforeMs + 2 * HOUR_MS]) {
      await goTo(moment);
      for (const customer of Object.values(people)) {
        await waitForTold(customer, told.length);
        expect(await facts(customer)).toEqual(told);
      }
    }
  }

  beforeAll(async () => {
    // The bot looks at the practice clock every second; until it has seen a jump its nonces are old.
    await town().exchange.control.setSettings({ nonceWindowMs: 2 * TERM_DAYS * DAY_MS });
    const open = async (name: keyof typeof people) => {
      const customer = await newPractice(town());
      await depositDone(customer.chat, { ...FIXED_30, renew: false });
      people[name] = customer;
    };
    await open('paidOut');
    await open('renewed');
    // Its term began last: a moment after its end both are over.
    const account = await town().exchange.control.account(people.renewed.key.apiKey);
    endsAt = account?.orders[0]?.endsAt ?? 0;
    expect(endsAt).toBeGreaterThan(town().clock.now() + (TERM_DAYS - 1) * DAY_MS);
  }, FLOW_TIMEOUT_MS);

  it('is not told to end while that is more than seven days away', async () => {
    await goTo(endsAt - 7 * DAY_MS - HOUR_MS);
    expect(await facts(people.paidOut)).toEqual([]);
  });

  it('is told once seven days before its end, with a button that shows the order', async () => {
    const { chat } = people.paidOut;
    await comeTo(7 * DAY_MS, [SOON[7]]);
    const [push] = await toldTo(people.paidOut);
    expect(push?.text).toMatch(/^1,000 USDT ends in 7 days · Fixed USDT · DEMO\nEnds /);
    expect(push?.text).toContain(en.notices.soonPays);
    expect(push?.silent).toBe(false);
    expect(push?.buttons).toEqual([en.orders.renewOn, en.home.orders, en.common.home]);
    await chat.tap(exactly(en.home.orders), { messageId: push?.messageId ?? 0 });
    const order = await chat.waitFor(/Started: /);
    expect(order.text).toContain('Principal: 1,000 USDT');
    expect(order.messageId).toBeGreaterThan(push?.messageId ?? 0);
  });

  it('is told once three days before its end, with a button that turns auto-renew on', async () => {
    const { chat, key } = people.renewed;
    await comeTo(3 * DAY_MS, [SOON[7], SOON[3]]);
    const push = (await toldTo(people.renewed)).at(-1);
    expect(push?.text).toContain(en.notices.soonPays);
    await chat.tap(exactly(en.orders.renewOn), { messageId: push?.messageId ?? 0 });
    const card = await chat.waitFor((message) => hasButton(message, says(en.confirm.renewOnButton)));
    expect(card.messageId).toBeGreaterThan(push?.messageId ?? 0);
    await chat.tap(says(en.confirm.renewOnButton));
    await chat.waitFor(/^Auto-renew is on · Fixed USDT/);
    expect((await town().exchange.control.account(key.apiKey))?.orders[0]?.autoRenew).toBe(true);
  });

  it('is told once a day before its end, with what happens then', async () => {
    await comeTo(DAY_MS, [SOON[7], SOON[3], SOON[1]]);
    const [paidOut, renewed] = [await toldTo(people.paidOut), await toldTo(people.renewed)];
    expect(paidOut.at(-1)?.text).toContain(en.notices.soonPays);
    expect(paidOut.at(-1)?.buttons).toEqual([en.orders.renewOn, en.home.orders, en.common.home]);
    expect(renewed.at(-1)?.text).toContain(en.notices.soonRenews);
    expect(renewed.at(-1)?.buttons).toEqual([en.orders.renewOff, en.home.orders, en.common.home]);
  });

  it('is told once when it has matured, with its interest; one that was renewed is not told as matured', async () => {
    const { chat, key } = people.paidOut;
    await goTo(endsAt + 5_000);
    const push = await waitForTold(people.paidOut, 4);
    expect(push?.text).toMatch(/^1,000 USDT matured · Fixed USDT · DEMO\n/);
    const paid = await town().exchange.control.interestPaid();
    const [interest] = paid.filter(({ apiKey }) => apiKey === key.apiKey);
    expect(push?.text).toContain(`Interest: ${interest?.amount} USDT`);
    expect(push?.silent).toBe(false);
    expect(push?.buttons).toEqual([en.home.orders, en.common.home]);
    await chat.tap(exactly(en.home.orders), { messageId: push?.messageId ?? 0 });
    await chat.waitFor(says(en.orders.none));

    await goTo(endsAt + 2 * HOUR_MS);
    await waitForTold(people.paidOut, 4);
    expect(await facts(people.paidOut)).toEqual([SOON[7], SOON[3], SOON[1], MATURED]);
    expect(await facts(people.renewed)).toEqual([SOON[7], SOON[3], SOON[1]]);
    const { orders = [] } = (await town().exchange.control.account(people.renewed.key.apiKey)) ?? {};
    expect(orders).toMatchObject([{ endsAt: endsAt + TERM_DAYS * DAY_MS }]);
  });

  itKeepsSecrets(town);
});

describe('a receipt', { timeout: FLOW_TIMEOUT_MS }, () => {
  const town = useTown();

  /** A deposit that was made and whose answer is lost, while nobody can read the orders. */
  async function depositUnseen({ chat, key }: Customer) {
    const { control } = town().exchange;
    await goToDepositCard(chat);
    const blind = control.addFault({
      kind: 'status',
      status: 503,
      skip: 1,
      times: null,
      match: { apiKey: key.apiKey, path: '/invest/orders' },
    });
    control.addFault({
      kind: 'reset_after',
      executed: true,
      match: { money: true, apiKey: key.apiKey },
    });
    await tapDeposit(chat);
    const card = await chat.waitFor(/^Sent, being checked: deposit of 500 USDT/);
    return { card, seeAgain: () => control.clearFaults(blind) };
  }

  it('within a minute of the tap is an edit of its card, and no message of its own', async () => {
    const { chat } = await newCustomer(town());
    const card = await deposit(chat);
    const receipt = await chat.waitFor(/^Deposited 500 USDT · Flexible USDT/);
    expect(receipt.messageId).toBe(card.messageId);
    expect(receipt.replyToMessageId).toBeUndefined();
  });

  it('more than a minute after the tap is a new message that rings and replies to the card', async () => {
    const customer = await newCustomer(town());
    const { chat, key } = customer;
    const { card, seeAgain } = await depositUnseen(customer);
    town().setMachineAhead(RECEIPT_EDIT_MS + 5_000);
    seeAgain();
    const receipt = await chat.waitFor(/^Deposited 500 USDT · Flexible USDT/, 60_000);
    expect(receipt.messageId).toBeGreaterThan(card.messageId);
    expect(receipt.replyToMessageId).toBe(card.messageId);
    expect(receipt.silent).toBe(false);
    expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'deposit', amount: '500' }]);
    const sent = await town().client.sent({ chatId: chat.userId });
    expect(sent.filter(({ text }) => text.startsWith('Deposited 500 USDT'))).toMatchObject([
      { kind: 'send' },
    ]);
    town().setMachineAhead(0);
  });

  itKeepsSecrets(town);
});
