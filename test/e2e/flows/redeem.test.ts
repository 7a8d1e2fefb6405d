// Taking money back, renewal, and the screens that show what runs: redeem all and part, early and locked, renew on
// and off, orders, and the screens while the exchange is away. The ledger is the witness.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import type { SiteAction } from '../../../src/simulator/exchange/site.ts';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, type Town, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import {
  balanceOf,
  type Customer,
  connect,
  depositDone,
  everSaid,
  goToRedeemCard,
  hasButton,
  type Key,
  makeKey,
  newCustomer,
  tapRedeem,
} from '../steps.ts';
import { en, exactly, FLEX_USDT, says } from '../words.ts';

const REDEEM_BUTTON = /^Redeem [\d.,]+ \w+/;
const FIXED = 'FIXEDUSDT001';
const FLEX = 'OPENUSDT0001';
const STAKING = 'STAKEAXS00001';

type Site = Extract<SiteAction, { kind: 'deposit' }>;

async function onSite(town: Town, key: Key, action: SiteAction): Promise<void> {
  const done = await town.exchange.control.site(key.apiKey, action);
  if (!done.ok) throw new Error(done.reason.message);
}

const depositOf = (productId: string, amount: string, more: Partial<Site> = {}): Site => ({
  kind: 'deposit',
  productId,
  amount: amountOf(amount),
  ...more,
});

/** A person whose account held these orders before it was connected. */
async function holderOf(town: Town, ...deposits: readonly Site[]): Promise<Customer> {
  const chat = await town.person();
  const key = await makeKey(town);
  for (const action of deposits) await onSite(town, key, action);
  await connect(chat, key);
  return { chat, key };
}

const orderOf = async (town: Town, { key }: Customer) =>
  (await town.exchange.control.account(key.apiKey))?.orders[0];

onEachEngine((engine) => {
  const town = useTown({ engine });

  describe.concurrent('a redemption', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('of all of a flexible order happens once, is told, and brings the money back', async () => {
      const customer = await holderOf(town(), depositOf(FLEX, '500'));
      const { chat, key } = customer;
      const card = await goToRedeemCard(chat, { exact: '500' });
      expect(card.text).toContain(`Redeem 500 USDT · ${FLEX_USDT}`);
      expect(card.text).toContain(en.confirm.whole);
      await tapRedeem(chat);
      await chat.waitFor(/^Redeeming 500 USDT · Flexible USDT/);
      await chat.waitFor(/^500 USDT redeemed · Flexible USDT/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'redeem', amount: '500' }]);
      expect(await town().requests(key, 'POST')).toHaveLength(1);
      expect(await balanceOf(town(), key, 'USDT')).toBe('10000');
    });

    it('of a part leaves the rest in the order', async () => {
      const customer = await holderOf(town(), depositOf(FLEX, '500'));
      const { chat, key } = customer;
      const card = await goToRedeemCard(chat, { amount: '25%', exact: '125' });
      expect(card.text).toContain('Left in the order: 375 USDT');
      await tapRedeem(chat);
      await chat.waitFor(/^Redeeming 125 USDT/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'redeem', amount: '125' }]);
      expect(await orderOf(town(), customer)).toMatchObject({ principal: '375' });
    });

    it('above what the order holds, of nothing, or in words stays with its reason, and no request is made', async () => {
      const { chat, key } = await holderOf(town(), depositOf(FLEX, '500'));
      await chat.send('/redeem');
      await chat.tap(/USDT/);
      await chat.waitFor(/Redeem how much/);
      const refused = {
        '500.01': says('The order holds 500 USDT.'),
        '0': /The amount must be more than zero\./,
        'a lot': says(en.deposit.unreadable),
      };
      for (const [text, reason] of Object.entries(refused)) {
        await chat.send(text);
        await chat.waitFor(reason);
      }
      expect(await town().requests(key, 'POST')).toEqual([]);
    });

    it('of a fixed term before its end warns of the lost interest and wants the amount typed, and only that amount', async () => {
      const { chat, key } = await holderOf(
        town(),
        depositOf(FIXED, '1000', { days: 30 }),
        depositOf(FLEX, '50'),
      );
      // A key that has moved money is asked for the third step only because of the loss.
      await goToRedeemCard(chat, { order: /^Flexible USDT/, exact: '50' });
      await tapRedeem(chat);
      await chat.waitFor(/^Redeeming 50 USDT/);
      await chat.waitFor(/^50 USDT redeemed/);
      await chat.send('/redeem');
      await chat.tap(/^Fixed USDT · 1,000 USDT/);
      await chat.tap(exactly(en.redeem.all));
      const third = await chat.waitFor(/One more step/);
      expect(third.text).toContain(en.deposit.typeAmountLoss);
      expect(third.text).toContain(en.redeem.warnings.loses_interest);
      await chat.send('100');
      await chat.waitFor(says(en.deposit.typedWrong));
      await chat.send('1000');
      await chat.tap(REDEEM_BUTTON);
      await chat.waitFor(/^Redeeming 1,000 USDT · Fixed USDT/);
      expect((await town().moves(key.apiKey)).map(({ amount }) => amount)).toEqual(['50', '1000']);
    });

    it('of staking warns of the lock, shows as running, and cannot be asked for twice', async () => {
      const { chat, key } = await holderOf(town(), depositOf(STAKING, '40'));
      await chat.send('/redeem');
      await chat.tap(/^Staking AXS/);
      expect((await chat.waitFor(/Redeem how much/)).text).toContain(en.redeem.warnings.locked_24h);
      await chat.send('all');
      await chat.waitFor(/One more step/);
      await chat.send('40');
      await chat.tap(REDEEM_BUTTON);
      const receipt = await chat.waitFor(/^Redeeming 40 AXS · Staking AXS/);
      expect(receipt.text).toContain(en.receipts.doneRedeemText);
      await chat.send('/redeem');
      await chat.waitFor(says(en.orders.noneToRedeem));
      await chat.send('/orders');
      await chat.tap(/^Staking AXS/);
      const order = await chat.waitFor(says(en.orders.redeeming));
      expect(hasButton(order, exactly(en.orders.redeem))).toBe(false);
      expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'redeem', amount: '40' }]);
    });

    it('of an order that was changed on the site after its card is not sent', async () => {
      const customer = await holderOf(town(), depositOf(FLEX, '500'));
      const { chat, key } = customer;
      await goToRedeemCard(chat, { exact: '500' });
      const order = await orderOf(town(), customer);
      await onSite(town(), key, { kind: 'redeem', orderId: order?.id ?? 0, amount: amountOf('100') });
      await tapRedeem(chat);
      expect((await chat.waitFor(/^Not sent: redemption of 500 USDT/)).text).toContain('Nothing was sent.');
      expect(await town().requests(key, 'POST')).toEqual([]);
    });

    it('that is cancelled is not sent', async () => {
      const { chat, key } = await holderOf(town(), depositOf(FLEX, '500'));
      await goToRedeemCard(chat, { exact: '500' });
      await chat.tap(exactly(en.common.cancel));
      await chat.waitFor(/^Cancelled: redemption of 500 USDT/);
      expect(await town().requests(key, 'POST')).toEqual([]);
    });
  });

  describe.concurrent('renewal', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('is turned on and off again by two taps each', async () => {
      const { chat, key } = await holderOf(town(), depositOf(FIXED, '1000', { days: 30 }));
      await chat.send('/renew');
      await chat.tap(/^Fixed USDT · 1,000 USDT · Auto-renew on/);
      await chat.tap(exactly(en.confirm.renewOnButton));
      await chat.waitFor(/^Auto-renew is on · Fixed USDT/);
      await chat.send('/renew');
      await chat.tap(/^Fixed USDT · 1,000 USDT · Auto-renew off/);
      await chat.tap(exactly(en.confirm.renewOffButton));
      await chat.waitFor(/^Auto-renew is off · Fixed USDT/);
      expect((await town().moves(key.apiKey, 'renew')).map(({ autoRenew }) => autoRenew)).toEqual([
        true,
        false,
      ]);
    });

    it.each([true, false])(
      'whose answer was lost (executed: %s) ends as it was asked for',
      async (executed) => {
        const customer = await holderOf(town(), depositOf(FIXED, '1000', { days: 30 }));
        const { chat, key } = customer;
        await chat.send('/renew');
        await chat.tap(/^Fixed USDT · 1,000 USDT · Auto-renew on/);
        await chat.waitFor((message) => hasButton(message, exactly(en.confirm.renewOnButton)));
        town().exchange.control.addFault({
          kind: 'reset_after',
          executed,
          match: { path: '/invest/renew', apiKey: key.apiKey },
        });
        await chat.tap(exactly(en.confirm.renewOnButton));
        await chat.waitFor(/^Auto-renew is on · Fixed USDT/, 60_000);
        expect(await orderOf(town(), customer)).toMatchObject({ autoRenew: true });
        const effects = await town().moves(key.apiKey, 'renew');
        expect(effects.every(({ autoRenew }) => autoRenew === true)).toBe(true);
      },
    );

    it('is not offered where no product supports it', async () => {
      const { chat } = await holderOf(town(), depositOf(FLEX, '100'));
      await chat.send('/renew');
      await chat.waitFor(says(en.orders.noneToRenew));
    });
  });

  describe.concurrent('what runs and what was', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('is listed in /orders, and one order shows its facts and its buttons', async () => {
      const { chat } = await holderOf(
        town(),
        depositOf(FIXED, '1000', { days: 30, renew: true }),
        depositOf(FLEX, '5.5'),
      );
      await chat.send('/orders');
      const list = await chat.waitFor(/Flexible USDT · 5\.5 USDT/);
      expect(list.text).toContain('Fixed USDT · 1,000 USDT · 6.8% APR');
      await chat.tap(/^Fixed USDT · 1,000 USDT/);
      const order = await chat.waitFor(/Principal: 1,000 USDT/);
      expect(order.text).toContain('Auto-renew: on');
      expect(hasButton(order, exactly(en.orders.redeem))).toBe(true);
      expect(hasButton(order, exactly(en.orders.renewOff))).toBe(true);
    });

    it('was done on the site is told once, as a question', async () => {
      const { chat, key } = await holderOf(town());
      await onSite(town(), key, depositOf(FLEX, '77'));
      await chat.send('/orders');
      expect((await chat.waitFor(/^New order of 77 USDT/)).text).toContain(en.notices.foreignText);
      await chat.send('/orders');
      await chat.waitFor(/Flexible USDT · 77 USDT/);
      expect((await everSaid(town().client, chat)).match(/^New order of 77 USDT/gm)).toHaveLength(1);
    });

    it('shows on Home: what is in Earn, free and to come', async () => {
      const { chat } = await newCustomer(town());
      await depositDone(chat, { amount: '1000' });
      await chat.send('/home');
      const home = await chat.waitFor(/In Earn: 1,000 USDT/);
      for (const fact of ['≈ $1,000.00', 'Next payout: ', 'Average rate: 4.5% APR', 'Free balance: ']) {
        expect(home.text).toContain(fact);
      }
      expect(home.text).toContain('9,000 USDT');
    });
  });

  describe('while the exchange is away', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('Home and orders show the last figures with their age, and a deposit does not begin', async () => {
      const { chat, key } = await holderOf(town(), depositOf(FLEX, '500'));
      await chat.send('/home');
      await chat.waitFor(/In Earn: 500 USDT/);
      town().exchange.control.setSwitch('down', true);
      await chat.send('/home');
      const home = await chat.waitFor(
        /The exchange does not answer right now\. These figures are \d+ \w+ old\./,
      );
      expect(home.text).toContain('In Earn: 500 USDT');
      await chat.send('/orders');
      await chat.waitFor(/The exchange does not answer right now\. This list is \d+ \w+ old\./);
      await chat.send('/history');
      await chat.tap(exactly(en.settings.useUtc));
      const history = await chat.waitFor(says(en.common.nothingSent));
      for (const { text } of [home, history]) {
        const code = /Reference: ([A-Z0-9]{6})/.exec(text)?.[1] ?? 'none';
        const line = town()
          .log()
          .split('\n')
          .find((one) => one.includes(`"code":"${code}"`));
        expect(line).toContain('"failure":"unavailable"');
      }
      town().exchange.control.setSwitch('down', false);
      expect(await town().moves(key.apiKey)).toEqual([]);
    });

    itKeepsSecrets(town);
  });
});
