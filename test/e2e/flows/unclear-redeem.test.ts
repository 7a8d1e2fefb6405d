// Every answer that leaves open whether a redemption happened, executed and not executed: told as being checked, then
// settled by reading the order, and what is told equals what is true. Nothing is ever sent twice.
import { describe, expect, it } from 'vitest';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { everSaid } from '../steps.ts';
import {
  answersOn,
  RESET_BEFORE_BODY,
  SECOND_OF_TWO,
  SILENCE,
  SOON,
  TOO_MANY,
  type Unclear,
} from '../unclear-answers.ts';
import { expectMoves, type Place, play, playNext, REDEEM, waitForChecking } from '../unclear-moves.ts';
import { en } from '../words.ts';

onEachEngine((engine) => {
  const town = useTown({ engine });
  const answers = answersOn(engine);
  const silence = engine === 'PGlite' ? [SILENCE] : [];
  const redeem = (unclear: Unclear, executed: boolean, place: Place = 'live') =>
    play(town(), unclear, executed, { kind: REDEEM, place });

  describe.concurrent('a redemption answered by', { timeout: FLOW_TIMEOUT_MS }, () => {
    it.each(silence)('$name, executed, is found', (unclear) => redeem(unclear, true));
    it.each(silence)('$name, not executed, leaves no trace', (unclear) => redeem(unclear, false));
    it.each(answers)('$name, executed, is found', (unclear) => redeem(unclear, true));
    it.each(answers)('$name, not executed, leaves no trace', (unclear) => redeem(unclear, false));
    it('429, executed, is found', () => redeem(TOO_MANY, true));
    it('429, not executed, leaves no trace', () => redeem(TOO_MANY, false, 'testnet'));
    it('a reset before its body was read leaves no trace', () => redeem(RESET_BEFORE_BODY, false));
    it('the second of two that a proxy made of it is found once', () => redeem(SECOND_OF_TWO, true));
    it('a 503 before it is executed, within the waiting time, is found', () => redeem(SOON, true));

    it('success although a proxy sent it twice is done once', async () => {
      const customer = await REDEEM.toCard(town());
      playNext(town(), customer, { kind: 'duplicated', answer: 'first' });
      await REDEEM.tap(customer.chat);
      await customer.chat.waitFor(REDEEM.done);
      await expectMoves(town(), customer, 1, REDEEM.effect);
    });
  });

  describe('a redemption of practice', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('that was told as without a trace is told as done when it turns up within a day', async () => {
      const customer = await REDEEM.toCard(town(), 'practice');
      const { chat, key } = customer;
      playNext(town(), customer, { kind: 'late', delayMs: 12_000, answer: 'lost' });
      await REDEEM.tap(chat);
      await waitForChecking(customer);
      await chat.waitFor(REDEEM.noTrace, 60_000);
      expect(await town().moves(key.apiKey)).toEqual([]);
      await expect.poll(() => town().moves(key.apiKey), { timeout: 30_000 }).toHaveLength(1);
      await town().exchange.control.setSettings({ nonceWindowMs: 7_200_000 });
      // The hourly look at the account finds it.
      await town().jump(3_700_000);
      await chat.waitFor(REDEEM.done, 60_000);
      await expectMoves(town(), customer, 1, REDEEM.effect);
      // Only what put the money in, on the site, is asked about.
      const alarms = (await everSaid(town().client, chat)).split(en.notices.foreignText);
      expect(alarms).toHaveLength(2);
      expect(alarms[0]).toMatch(/^New order of 500 USDT/m);
    });
  });

  describe('in the end the bot', () => itKeepsSecrets(town));
});
