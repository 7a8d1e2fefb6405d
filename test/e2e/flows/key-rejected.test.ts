// A key that the exchange begins to refuse: told after two refusals that are ten minutes apart, nothing is asked with
// it from then on, and a new key goes on with the account and what it has earned since connecting.
import { beforeAll, describe, expect, it } from 'vitest';
import { REFUSED_AGAIN_MS } from '../../../src/app/watch-key.ts';
import { sumByCoin, toldInterest } from '../../../src/demo/told.ts';
import type { TelegramChat } from '../../../src/simulator/telegram/client.ts';
import { FLOW_TIMEOUT_MS, pause, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { type Customer, depositDone, hasButton, type Key, makeKey, newCustomer } from '../steps.ts';
import { en, exactly, plain, says } from '../words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAYOUT_HOUR_MS = 14 * HOUR_MS;
const SHOWN_WITHIN = { timeout: 30_000, interval: 100 };
const PAID = /^\+[\d.,]+ USDT interest/;
const SINCE = /Since connecting: \+?([\d.,]+) USDT/;
const sinceIn = (text: string) => SINCE.exec(text)?.[1] ?? 'nothing';

const town = useTown();

/** How far the clocks have been moved so far. */
let aheadMs = 0;

/** Time goes on for the exchange and for the bot's machine alike: nothing to correct, only what has become due. */
function timeGoesOn(ms: number): void {
  aheadMs += ms;
  town().clock.jump(ms);
  town().setMachineAhead(aheadMs);
}

function goToPayout(): void {
  const now = town().clock.now();
  const today = Math.floor(now / DAY_MS) * DAY_MS + PAYOUT_HOUR_MS;
  timeGoesOn((today > now ? today : today + DAY_MS) + 5_000 - now);
}

const refusalsOf = async (key: Key) =>
  (await town().requests(key, 'GET')).filter(({ status }) => status === 401).length;

async function waitForRefusal(key: Key, work: () => unknown): Promise<void> {
  const before = await refusalsOf(key);
  await work();
  await expect.poll(() => refusalsOf(key), SHOWN_WITHIN).toBeGreaterThan(before);
  // What it leads to is stored, and would be sent by now.
  await pause(1_000);
}

const pushes = async ({ chat }: Customer, first: RegExp) =>
  (await town().client.sent({ chatId: chat.userId })).filter(
    ({ kind, text }) => kind === 'send' && first.test(text),
  );
const refusedPushes = (customer: Customer) => pushes(customer, says(en.notices.keyRejected('Main')));

async function openAccount(chat: TelegramChat) {
  await chat.send('/accounts');
  await chat.tap('Main');
  return chat.waitFor(/Key ending in/);
}

/** From the steps of connecting to the new key; waits until it was tested. */
async function sendNewKey(chat: TelegramChat, key: Key) {
  await chat.tap(exactly(en.connect.haveKey));
  await chat.waitFor(says(en.connect.askKey));
  await chat.send(`${key.apiKey} ${key.secret}`);
  return chat.waitFor(/^Connected: /);
}

describe('a key that the exchange begins to refuse', { timeout: FLOW_TIMEOUT_MS }, () => {
  let customer: Customer;
  let next: Key;
  let since: string;

  beforeAll(async () => {
    await town().exchange.control.setSettings({ nonceWindowMs: 40 * DAY_MS });
    customer = await newCustomer(town());
    await depositDone(customer.chat, { amount: '10000' });
    next = await makeKey(town(), { keyOf: customer.key.apiKey });
    goToPayout();
    const push = await customer.chat.waitFor(PAID);
    since = sinceIn(push.text);
    expect(since).toMatch(/^\d+\.\d+$/);
  }, FLOW_TIMEOUT_MS);

  it('is not called refused after one refusal, nor after a second that comes sooner than ten minutes', async () => {
    const { chat, key } = customer;
    const { control } = town().exchange;
    control.addFault({ kind: 'key_revoked', times: null, match: { apiKey: key.apiKey } });
    // The hourly look is the first that is refused.
    await waitForRefusal(key, () => timeGoesOn(HOUR_MS + MINUTE_MS));
    await waitForRefusal(key, () => {
      timeGoesOn(REFUSED_AGAIN_MS - MINUTE_MS);
      return chat.send('/home');
    });
    expect(await refusedPushes(customer)).toEqual([]);
    expect((await openAccount(chat)).text).toContain(en.accounts.status.active);
  });

  it('is told as refused after the second refusal ten minutes later, once, and is asked nothing any more', async () => {
    const { key } = customer;
    timeGoesOn(2 * MINUTE_MS);
    await expect.poll(async () => (await refusedPushes(customer)).length, SHOWN_WITHIN).toBe(1);
    const [push] = await refusedPushes(customer);
    expect(push?.text).toContain(en.notices.keyRejectedText);
    expect(push?.text).toMatch(/Reference: \w+/);
    expect(push?.silent).toBe(false);
    expect(push?.buttons).toEqual([en.notices.replaceKey, en.common.home]);
    expect(town().log()).toContain('account.rejected');

    const before = (await town().requests(key)).length;
    timeGoesOn(2 * HOUR_MS);
    await pause(3_000);
    expect(await town().requests(key)).toHaveLength(before);
    expect(await refusedPushes(customer)).toHaveLength(1);
  });

  it('shows as refused, and the button of the push leads to the steps in a message of its own', async () => {
    const { chat } = customer;
    await chat.send('/home');
    const home = await chat.waitFor(says(en.home.rejected));
    expect(hasButton(home, exactly(en.home.deposit))).toBe(false);
    const [push] = await refusedPushes(customer);
    await chat.tap(exactly(en.notices.replaceKey), { messageId: push?.messageId ?? 0 });
    const steps = await chat.waitFor(says(en.connect.permissions));
    expect(steps.messageId).toBeGreaterThan(push?.messageId ?? 0);
    await chat.tap(exactly(en.connect.haveKey));
    await chat.waitFor(says(en.connect.askKey));
    await chat.tap(exactly(en.connect.stop));
    await chat.waitFor(says(en.connect.stopped));
  });

  it('is replaced from the account’s own view, and the account keeps what it has earned since connecting', async () => {
    const { chat, key } = customer;
    const before = (await town().requests(key)).length;
    const shown = await openAccount(chat);
    expect(shown.text).toContain(en.accounts.status.rejected);
    await chat.tap(exactly(en.accounts.replaceKey));
    const connected = await sendNewKey(chat, next);
    // The same account: no second one, whose name would be another.
    expect(connected.text).toMatch(/^Connected: Main\n/);
    expect(connected.text).toContain(en.notices.connectedOrders(1));
    await chat.send('/home');
    expect(sinceIn((await chat.waitFor(/Free balance/)).text)).toBe(since);
    expect(await town().requests(key)).toHaveLength(before);
  });

  it('goes on with the new key: the next payout is told on top of the earlier ones', async () => {
    goToPayout();
    await expect.poll(async () => (await pushes(customer, PAID)).length, SHOWN_WITHIN).toBe(2);
    const paid = sumByCoin(await town().exchange.control.interestPaid());
    expect(toldInterest(await town().client.sent({ chatId: customer.chat.userId }))).toEqual(paid);
    expect((await pushes(customer, PAID)).at(-1)?.text).toContain(
      plain(en.notices.total(`${paid[0]?.amount} USDT`)),
    );
    expect(await pushes(customer, /Was this you\?/)).toEqual([]);
  });
});

describe('a key that works', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('is replaced from its account’s own view, and signs nothing any more', async () => {
    const customer = await newCustomer(town());
    const { chat, key } = customer;
    await depositDone(chat, { amount: '700' });
    const next = await makeKey(town(), { keyOf: key.apiKey });
    expect((await openAccount(chat)).text).toContain(plain(en.accounts.key(key.apiKey.slice(-4))));
    await chat.tap(exactly(en.accounts.replaceKey));
    expect((await sendNewKey(chat, next)).text).toMatch(/^Connected: Main\n/);
    expect((await openAccount(chat)).text).toContain(plain(en.accounts.key(next.apiKey.slice(-4))));
    const before = (await town().requests(key)).length;
    await depositDone(chat, { amount: '300' });
    expect(await town().requests(key)).toHaveLength(before);
    expect(await town().requests(next, 'POST')).toHaveLength(1);
    expect(await pushes(customer, /Was this you\?/)).toEqual([]);
  });

  itKeepsSecrets(town);
});
