// Deposits through the chat: the happy path, what is typed, what is refused before sending, and every odd tap.
// The exchange's ledger is the witness.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, pause, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import {
  balanceOf,
  depositDone,
  goToDepositCard,
  hasButton,
  newCustomer,
  newPractice,
  standing,
  tapDeposit,
  USDT_FLEX,
} from '../steps.ts';
import { en, exactly, says } from '../words.ts';

const DEPOSIT_BUTTON = /^Deposit .* to Earn/;
const AXS = 'STAKEAXS00001';
const FLEX_USDC = 'OPENUSDC0001';
const STAKING_AXS = /^Staking AXS/;
const FIXED_USDT = /^Fixed USDT/;

onEachEngine((engine) => {
  const town = useTown({ engine });

  describe.concurrent('a deposit', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('of a flexible product takes three taps and leaves one message, and the ledger shows it once', async () => {
      const { chat, key } = await newPractice(town());
      const before = (await standing(chat)).length;
      await chat.send('/deposit');
      await chat.tap(USDT_FLEX);
      await chat.tap('25%');
      await chat.tap(DEPOSIT_BUTTON);
      const receipt = await chat.waitFor(/^Deposited /);
      expect(receipt.text).toMatch(/^Deposited 2,500 USDT · Flexible USDT · DEMO/);
      expect((await standing(chat)).length - before).toBe(1);
      const [only, ...more] = await town().moves(key.apiKey);
      expect(only).toMatchObject({ kind: 'deposit', productId: 'OPENUSDT0001', amount: '2500' });
      expect(more).toEqual([]);
      expect(await balanceOf(town(), key, 'USDT')).toBe('7500');
    });

    it('of a product with terms and renewal takes five taps, at most six, and leaves one message', async () => {
      const { chat, key } = await newPractice(town());
      const before = (await standing(chat)).length;
      await chat.send('/deposit');
      await chat.tap(FIXED_USDT);
      await chat.tap(/^30 days · 6\.8%/);
      await chat.tap('50%');
      await chat.tap(exactly(en.deposit.renewYes));
      const card = await chat.waitFor((message) => hasButton(message, DEPOSIT_BUTTON));
      expect(card.text).toContain('Rate: 6.8% APR · 30 days');
      await chat.tap(DEPOSIT_BUTTON);
      await chat.waitFor(/^Deposited 5,000 USDT · Fixed USDT/);
      expect((await standing(chat)).length - before).toBeLessThanOrEqual(2);
      expect(await town().moves(key.apiKey)).toMatchObject([
        { kind: 'deposit', productId: 'FIXEDUSDT001', amount: '5000', days: 30, autoRenew: true },
      ]);
    });

    it('asks a new live key to type the amount once more, and names every fact on the card', async () => {
      const { chat, key } = await newCustomer(town());
      const card = await goToDepositCard(chat, { amount: '123.45' });
      for (const fact of [
        'Deposit 123.45 USDT to Earn · Flexible USDT',
        'Rate: 4.5% APR',
        'Free balance after: 9,876.55 USDT',
        en.confirm.renewalUnsupported,
      ]) {
        expect(card.text).toContain(fact);
      }
      expect(await town().moves(key.apiKey)).toEqual([]);
      await tapDeposit(chat);
      await chat.waitFor(/^Deposited 123\.45 USDT/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'deposit', amount: '123.45' }]);
    });

    it('reads amounts as people type them', async () => {
      const { chat, key } = await newPractice(town());
      const typed = {
        '1500': '1,500',
        '1 500,25': '1,500.25',
        '1,500.25': '1,500.25',
        '1.5k': '1,500',
        '0.5万': '5,000',
        '500u': '500',
        '25%': '2,500',
        max: '10,000',
        '７５０': '750',
      };
      for (const [text, amount] of Object.entries(typed)) {
        const card = await goToDepositCard(chat, { amount: text });
        expect(card.keyboard.flat().map((button) => button.text)).toContain(
          `Deposit ${amount} USDT to Earn · DEMO`,
        );
        await chat.tap(exactly(en.common.cancel));
        await chat.waitFor(/^Cancelled: /);
      }
      expect(await town().moves(key.apiKey)).toEqual([]);
    });

    it('asks which of two readings is meant, and takes the one that is tapped', async () => {
      const { chat, key } = await newPractice(town());
      await chat.send('/deposit');
      await chat.tap(USDT_FLEX);
      await chat.waitFor(/How much into/);
      await chat.send('1,500');
      const asked = await chat.waitFor(
        (message) => hasButton(message, DEPOSIT_BUTTON) || /two ways/.test(message.text),
      );
      if (/two ways/.test(asked.text)) await chat.tap('1,500 USDT');
      await chat.tap(DEPOSIT_BUTTON);
      await chat.waitFor(/^Deposited 1,500 USDT/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ amount: '1500' }]);
    });

    it('below the minimum, off the step, above the balance or not an amount stays with its reason, and no request is made', async () => {
      const { chat, key } = await newPractice(town());
      await chat.send('/deposit');
      await chat.tap(USDT_FLEX);
      await chat.waitFor(/How much into/);
      const refused = {
        '0.5': says('The minimum is 1 USDT.'),
        '1.2345': says('Amounts go in steps of 0.01 USDT.'),
        '10000.01': says('Your free balance is 10,000 USDT.'),
        '0': /The amount must be more than zero\.|The minimum is 1 USDT\./,
        'a lot': says(en.deposit.unreadable),
      };
      for (const [text, reason] of Object.entries(refused)) {
        await chat.send(text);
        await chat.waitFor(reason);
      }
      expect(await town().requests(key, 'POST')).toEqual([]);
    });

    it('above the daily limit stays with the limit that is left, after what went in today', async () => {
      const { chat, key } = await newPractice(town());
      await town().exchange.control.setBalances(key.apiKey, { USDT: amountOf('300000') });
      await chat.send('/deposit');
      await chat.tap(USDT_FLEX);
      await chat.waitFor(/How much into/);
      await chat.send('200000.01');
      await chat.waitFor(says('The daily limit is 200,000 USDT; 200,000 USDT of it is left today'));
      expect(await town().requests(key, 'POST')).toEqual([]);
      await depositDone(chat, { amount: '150000.5' });
      await chat.send('/deposit');
      await chat.tap(USDT_FLEX);
      await chat.waitFor(/How much into/);
      await chat.send('50000');
      await chat.waitFor(says('The daily limit is 200,000 USDT; 49,999.5 USDT of it is left today'));
      await chat.tap('Max');
      await chat.tap(/^Deposit 49,999\.5 USDT to Earn/);
      await chat.waitFor(/^Deposited 49,999\.5 USDT/);
      expect((await town().moves(key.apiKey)).map(({ amount }) => amount)).toEqual(['150000.5', '49999.5']);
    });

    it('whose rate changed between card and tap is not sent, and the new card comes at once, in the same message', async () => {
      const { chat, key } = await newPractice(town());
      const card = await goToDepositCard(chat, { product: STAKING_AXS, amount: '100' });
      expect(card.text).toContain('Rate: 18.5% APR');
      town().exchange.control.setRate(AXS, 1, amountOf('2.5'));
      await tapDeposit(chat);
      const told = await chat.waitFor(/^Not sent: /);
      expect(told.text).toContain('Changed since the card was shown: the rate. Nothing was sent.');
      expect(told.messageId).toBe(card.messageId);
      expect(told.text).toContain('Rate: 2.5% APR');
      expect(hasButton(told, DEPOSIT_BUTTON)).toBe(true);
      expect(hasButton(told, exactly(en.receipts.newCard))).toBe(false);
      expect(await town().requests(key, 'POST')).toEqual([]);
      await tapDeposit(chat);
      const receipt = await chat.waitFor(/^Deposited 100 AXS/);
      expect(receipt.messageId).toBe(card.messageId);
      expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'deposit', amount: '100' }]);
    });

    it('of a key that has moved nothing yet is not sent when its rate changed, and wants the amount typed before its new card', async () => {
      const { chat, key } = await newCustomer(town());
      await goToDepositCard(chat, { product: /^Flexible USDC/ });
      town().exchange.control.setRate(FLEX_USDC, 1, amountOf('3.25'));
      await tapDeposit(chat);
      const told = await chat.waitFor(/^Not sent: /);
      expect(told.text).toContain(en.receipts.changes.rate);
      expect(hasButton(told, DEPOSIT_BUTTON)).toBe(false);
      await chat.tap(exactly(en.receipts.newCard));
      const third = await chat.waitFor(/One more step/);
      expect(hasButton(third, DEPOSIT_BUTTON)).toBe(false);
      await chat.send('400');
      await chat.waitFor(says(en.deposit.typedWrong));
      await chat.send('500');
      const card = await chat.waitFor((message) => hasButton(message, DEPOSIT_BUTTON));
      expect(card.text).toContain('Rate: 3.25% APR');
      expect(await town().requests(key, 'POST')).toEqual([]);
      await tapDeposit(chat);
      await chat.waitFor(/^Deposited 500 USDC/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ amount: '500' }]);
    });

    it('for which the balance no longer suffices at the tap is not sent', async () => {
      const { chat, key } = await newPractice(town());
      await goToDepositCard(chat);
      await town().exchange.control.setBalances(key.apiKey, { USDT: amountOf('499.99') });
      await tapDeposit(chat);
      expect((await chat.waitFor(/^Not sent: /)).text).toContain(en.receipts.changes.balance);
      expect(await town().requests(key, 'POST')).toEqual([]);
    });

    it('that is cancelled is not sent, and its old button does nothing more', async () => {
      const { chat, key } = await newPractice(town());
      const card = await goToDepositCard(chat);
      const data = card.keyboard.flat().find(({ text }) => DEPOSIT_BUTTON.test(text))?.callback_data ?? '';
      await chat.tap(exactly(en.common.cancel));
      expect((await chat.waitFor(/^Cancelled: deposit of 500 USDT/)).text).toContain('Nothing was sent.');
      await town().client.tap(chat.userId, card.messageId, data, { force: true });
      await chat.waitFor(says(en.errors.oldButton));
      expect(await town().requests(key, 'POST')).toEqual([]);
    });
  });

  describe.concurrent('taps', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('twice, re-sent, and repeated under a new update id make one deposit', async () => {
      const { chat, key } = await newPractice(town());
      const card = await goToDepositCard(chat);
      const button = card.keyboard.flat().find(({ text }) => DEPOSIT_BUTTON.test(text))?.text ?? '';
      const { client } = town();
      const first = await client.tap(chat.userId, card.messageId, button);
      const data = card.keyboard.flat()[0]?.callback_data ?? '';
      await client.tap(chat.userId, card.messageId, data, { force: true });
      await client.repeatCallback(first.callbackId);
      await client.resend(first.updateId ?? 0);
      await chat.waitFor(/^Deposited 500 USDT/);
      await client.repeatCallback(first.callbackId);
      await client.tap(chat.userId, card.messageId, data, { force: true });
      await pause(1_500);
      expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'deposit', amount: '500' }]);
      expect(await town().requests(key, 'POST')).toHaveLength(1);
      expect((await standing(chat)).some(({ text }) => text.startsWith('Deposited 500 USDT'))).toBe(true);
    });

    it('on a message that is too old for the bot get a word and a fresh Home, and nothing is sent', async () => {
      const { chat, key } = await newPractice(town());
      await goToDepositCard(chat);
      await chat.tap(DEPOSIT_BUTTON, { inaccessible: true });
      await chat.waitFor(says(en.errors.oldButton));
      expect(await town().requests(key, 'POST')).toEqual([]);
    });

    it('with the callback data of another person do nothing, and the card stays good for its owner', async () => {
      const { chat, key } = await newPractice(town());
      const card = await goToDepositCard(chat);
      const data = card.keyboard.flat().find(({ text }) => DEPOSIT_BUTTON.test(text))?.callback_data ?? '';
      const { chat: thief, key: other } = await newPractice(town());
      const screen = (await standing(thief)).at(-1);
      await town().client.tap(thief.userId, screen?.messageId ?? 0, data, { force: true });
      await thief.waitFor((message) => says(en.errors.foreignButton).test(message.text));
      expect(await town().requests(key, 'POST')).toEqual([]);
      expect(await town().requests(other, 'POST')).toEqual([]);
      await tapDeposit(chat);
      await chat.waitFor(/^Deposited 500 USDT/);
    });

    it('with forged, cut or empty callback data do nothing', async () => {
      const { chat, key } = await newPractice(town());
      const card = await goToDepositCard(chat);
      const data = card.keyboard.flat()[0]?.callback_data ?? '';
      for (const forged of [
        'confirm:500',
        data.slice(0, -1),
        `${data.slice(0, -4)}AAAA`,
        '{"amount":"9999"}',
      ]) {
        await town().client.tap(chat.userId, card.messageId, forged, { force: true });
        await pause(50);
      }
      await chat.waitFor(says(en.errors.oldButton));
      expect(await town().requests(key, 'POST')).toEqual([]);
    });

    it('on a second card while a move is under way are told that one at a time goes, and nothing is sent', async () => {
      const { chat, key } = await newPractice(town());
      const first = await goToDepositCard(chat);
      const second = await goToDepositCard(chat, { amount: '100' });
      town().exchange.control.addFault({
        kind: 'slow',
        delayMs: 3_000,
        match: { money: true, apiKey: key.apiKey },
      });
      await chat.tap(DEPOSIT_BUTTON, { messageId: first.messageId });
      await chat.waitFor(/^Sending…/);
      await chat.tap(DEPOSIT_BUTTON, { messageId: second.messageId });
      await chat.waitFor(says(en.unsettled.laneBusy));
      await chat.waitFor(/^Deposited 500 USDT/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ amount: '500' }]);
    });
  });

  describe('late', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('a tap that is handled 121 s after its card sends nothing and brings a new card', async () => {
      const { chat, key } = await newCustomer(town());
      await goToDepositCard(chat);
      // The tap is on its way while the machine's clock goes on.
      const { heldId } = await chat.tap(DEPOSIT_BUTTON, { hold: true });
      town().setMachineAhead(121_000);
      expect(await town().requests(key, 'POST')).toEqual([]);
      await town().client.release(heldId);
      // This key has moved nothing yet: its new card comes after the third step.
      const third = await chat.waitFor((message) => says(en.unsettled.lateThirdStep).test(message.text));
      expect(third.text).toContain('One more step');
      expect(hasButton(third, DEPOSIT_BUTTON)).toBe(false);
      await chat.send('500');
      await chat.waitFor((message) => hasButton(message, DEPOSIT_BUTTON));
      expect(await town().requests(key, 'POST')).toEqual([]);
      await tapDeposit(chat);
      await chat.waitFor(/^Deposited 500 USDT/);
      expect(await town().moves(key.apiKey)).toMatchObject([{ amount: '500' }]);
      town().setMachineAhead(0);
    });

    itKeepsSecrets(town);
  });
});
