// Every answer that leaves open whether a deposit happened, executed and not executed: told as being checked, then
// settled by reading, and what is told equals what is true. Nothing is ever sent twice.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { type Customer, everSaid, goToDepositCard, hasButton, newCustomer, USDT_FLEX } from '../steps.ts';
import { answersOn, RESET_BEFORE_BODY, SECOND_OF_TWO, SILENCE, SOON, TOO_MANY } from '../unclear-answers.ts';
import { DEPOSIT, expectMoves, play, playNext, waitForChecking } from '../unclear-moves.ts';
import { en, exactly } from '../words.ts';

onEachEngine((engine) => {
  const town = useTown({ engine });
  const answers = answersOn(engine);

  describe.concurrent('a deposit answered by', { timeout: FLOW_TIMEOUT_MS }, () => {
    it.each(engine === 'PGlite' ? [SILENCE] : [])('$name, executed, is found', (unclear) =>
      play(town(), unclear, true),
    );
    it.each(engine === 'PGlite' ? [SILENCE] : [])('$name, not executed, leaves no trace', (unclear) =>
      play(town(), unclear, false),
    );
    it.each(answers)('$name, executed, is found', (unclear) => play(town(), unclear, true));
    it.each(answers)('$name, not executed, leaves no trace', (unclear) => play(town(), unclear, false));
    it('429, executed, is found', () => play(town(), TOO_MANY, true));

    it('a reset before its body was read leaves no trace', () => play(town(), RESET_BEFORE_BODY, false));
    it('the second of two that a proxy made of it is found once', () => play(town(), SECOND_OF_TWO, true));
    it('a 503 before it is executed, within the waiting time, is found', () => play(town(), SOON, true));

    it('success although a proxy sent it twice is done once', async () => {
      const customer = await newCustomer(town());
      await goToDepositCard(customer.chat);
      playNext(town(), customer, { kind: 'duplicated', answer: 'first' });
      await DEPOSIT.tap(customer.chat);
      await customer.chat.waitFor(DEPOSIT.done);
      await expectMoves(town(), customer, 1);
    });
  });

  describe.concurrent('a deposit with several entries that could be it', { timeout: FLOW_TIMEOUT_MS }, () => {
    async function twoCandidates(): Promise<Customer> {
      const customer = await newCustomer(town());
      const { chat, key } = customer;
      const { control } = town().exchange;
      await goToDepositCard(chat);
      // Nobody can look until the person has made an equal deposit on the site; the first read is the evidence.
      const blind = control.addFault({
        kind: 'status',
        status: 503,
        skip: 1,
        times: null,
        match: { apiKey: key.apiKey, path: '/invest/orders' },
      });
      playNext(town(), customer, { kind: 'reset_after', executed: true });
      await DEPOSIT.tap(chat);
      await waitForChecking(customer);
      await chat.tap(exactly(en.receipts.showMove));
      const open = await chat.waitFor(/^Sent, being checked: deposit of 500 USDT[\s\S]*\nSent /);
      expect(open.text).toMatch(/Next look in \d+ second|It is being looked at now/);
      const site = { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('500') } as const;
      expect((await control.site(key.apiKey, site)).ok).toBe(true);
      control.clearFaults(blind);
      const asked = await chat.waitFor(/^Please decide: deposit of 500 USDT/, 60_000);
      expect(asked.text.match(/^Entry \d: /gm)).toEqual(['Entry 1: ', 'Entry 2: ']);
      return customer;
    }

    it('is done when the person says which of them it is, and its key needs no third step any more', async () => {
      const { chat, key } = await twoCandidates();
      await chat.tap(exactly(en.receipts.itIsNo(2)));
      const noted = await chat.waitFor(/Noted: it happened\./);
      expect(noted.text).toContain('Deposited 500 USDT · Flexible USDT');
      expect(await town().requests(key, 'POST')).toHaveLength(1);
      await chat.send('/home');
      expect((await chat.waitFor(/Free balance/)).text).not.toContain('being checked');
      await chat.send('/deposit');
      await chat.tap(USDT_FLEX);
      await chat.waitFor(/How much into/);
      await chat.send('100');
      await chat.waitFor((message) => hasButton(message, /^Deposit 100 USDT to Earn/));
    });

    it('is closed without a move when the person says that it is none of these', async () => {
      const { chat, key } = await twoCandidates();
      await chat.tap(exactly(en.receipts.noneOfThese));
      expect((await chat.waitFor(/Noted: it did not happen\./)).text).toContain('No money moved.');
      expect(await town().requests(key, 'POST')).toHaveLength(1);
    });
  });

  describe.concurrent('a deposit of practice', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('answered by 429, not executed, leaves no trace', () =>
      play(town(), TOO_MANY, false, { place: 'practice' }));

    it('that was told as without a trace is told as done when it turns up within a day', async () => {
      const customer = await DEPOSIT.toCard(town(), 'practice');
      const { chat, key } = customer;
      playNext(town(), customer, { kind: 'late', delayMs: 12_000, answer: 'lost' });
      await DEPOSIT.tap(chat);
      await waitForChecking(customer);
      await chat.waitFor(DEPOSIT.noTrace, 60_000);
      expect(await town().moves(key.apiKey)).toEqual([]);
      await expect.poll(() => town().moves(key.apiKey), { timeout: 30_000 }).toHaveLength(1);
      await town().exchange.control.setSettings({ nonceWindowMs: 7_200_000 });
      // The hourly look at the account finds it.
      await town().jump(3_700_000);
      await chat.waitFor(DEPOSIT.done, 60_000);
      await expectMoves(town(), customer, 1);
      expect(await everSaid(town().client, chat)).not.toContain(en.notices.foreignText);
    });
  });

  describe('in the end the bot', () => itKeepsSecrets(town));
});
