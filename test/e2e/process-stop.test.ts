// SIGTERM with work under way, on the real process: what can be finished within ten seconds is finished and told, what
// cannot is left where the next start finds it, and nothing happens twice.
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../src/simulator/exchange/fault.ts';
import type { BotProcess } from './bot-process.ts';
import { onEachEngine } from './engines.ts';
import { FLOW_TIMEOUT_MS } from './harness.ts';
import { useProcessTown } from './process-town.ts';
import { everSaid, goToDepositCard, type Key, tapDeposit } from './steps.ts';

const WAIT = { timeout: 60_000, interval: 50 };
/** The bot waits 35 s for the answer to a deposit: whoever ends well before that did not wait for it. */
const ANSWER_MAX_MS = 35_000;
const DONE = /^Deposited 500 USDT/;

const asked = async (bot: BotProcess): Promise<{ readonly code: number | null; readonly tookMs: number }> => {
  const from = performance.now();
  bot.signal('SIGTERM');
  const { code, signal } = await bot.ended;
  expect(signal).toBeNull();
  return { code, tookMs: performance.now() - from };
};

onEachEngine((engine) => {
  const town = useProcessTown(engine);

  /** A person who has tapped, a deposit that plays the fault, and a bot that has sent it. */
  async function depositUnderWay(fault: FaultInput) {
    const bot = await town().ready();
    const { chat, key } = await town().customer();
    await goToDepositCard(chat);
    const before = await town().posts();
    town().exchange.control.addFault({ ...fault, match: { money: true, apiKey: key.apiKey } });
    await tapDeposit(chat);
    await expect.poll(town().posts, WAIT).toBe(before + 1);
    return { bot, chat, key };
  }

  const amountsMoved = async (key: Key) =>
    (await town().moves(key)).map(({ kind, amount }) => [kind, amount]);

  describe('SIGTERM while a deposit is under way', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('waits for an answer that comes in time, and tells it before the process ends', async () => {
      const { bot, chat, key } = await depositUnderWay({ kind: 'slow', delayMs: 3_000 });
      expect(await asked(bot)).toMatchObject({ code: 0 });
      expect(bot.output()).toContain('"stop.done"');
      expect(bot.output()).not.toContain('"stop.deadline"');
      const told = (await chat.refresh()).filter(({ text, deleted }) => !deleted && DONE.test(text));
      expect(told).toHaveLength(1);
      expect(await amountsMoved(key)).toEqual([['deposit', '500']]);

      // Nothing of it is left over for the next start.
      const next = await town().ready();
      await chat.send('/help');
      await chat.waitFor(/\/products/);
      expect(await asked(next)).toMatchObject({ code: 0 });
      expect(next.output()).not.toContain('"operation.recovered"');
      expect((await everSaid(town().client, chat)).match(/^Deposited 500 USDT/gm)).toHaveLength(1);
      expect(await amountsMoved(key)).toEqual([['deposit', '500']]);
    });

    it.each([
      { name: 'was executed', executed: true, told: DONE, moved: [['deposit', '500']] },
      { name: 'was not executed', executed: false, told: /^No trace found: /, moved: [] },
    ])('ends without an answer that never comes; the next start reads that it $name', async (outcome) => {
      const { executed, told, moved } = outcome;
      const { bot, chat, key } = await depositUnderWay({ kind: 'hang', executed });
      const posts = await town().posts();
      const { code, tookMs } = await asked(bot);
      expect(code).toBe(0);
      expect(tookMs).toBeLessThan(ANSWER_MAX_MS - 10_000);
      expect(bot.output()).toContain('"stop.deadline"');
      const left = (await town().home.dump())
        .split('\n')
        .filter((line) => /^operations \(.*sending/.test(line));
      expect(left).toHaveLength(1);

      const next = await town().ready();
      await chat.waitFor(told, 60_000);
      expect(next.output()).toContain('"operation.recovered"');
      expect(await amountsMoved(key)).toEqual(moved);
      expect(await town().posts()).toBe(posts);
      expect(await asked(next)).toMatchObject({ code: 0 });
    });
  });

  // Replies wait in the process; which database stands behind it is nothing to them.
  describe.runIf(engine === 'PGlite')(
    'SIGTERM while a reply is under way',
    { timeout: FLOW_TIMEOUT_MS },
    () => {
      it('lets the reply go out, and the next start does not give it again', async () => {
        const bot = await town().ready();
        const { chat } = await town().customer();
        const { control } = town().telegram;
        const before = control.counters().faults.slow ?? 0;
        control.addFault({ method: 'sendMessage', chatId: chat.userId, kind: 'slow', delayMs: 3_000 });
        await chat.send('/help');
        await expect.poll(() => control.counters().faults.slow ?? 0, WAIT).toBeGreaterThan(before);
        expect(await asked(bot)).toMatchObject({ code: 0 });
        expect(bot.output()).toContain('"stop.done"');
        expect(bot.output()).not.toContain('"stop.deadline"');

        const next = await town().ready();
        await chat.send('/privacy');
        await chat.waitFor(/key/);
        const answers = (await chat.refresh()).filter(
          ({ from, text }) => from === 'bot' && text.includes('/products'),
        );
        expect(answers).toHaveLength(1);
        expect(await asked(next)).toMatchObject({ code: 0 });
      });

      it('ends without a reply that Telegram never takes, and the next start gives it', async () => {
        const bot = await town().ready();
        const { chat } = await town().customer();
        const { control } = town().telegram;
        const before = control.counters().faults.hang ?? 0;
        control.addFault({ method: 'sendMessage', chatId: chat.userId, kind: 'hang', times: 100 });
        await chat.send('/help');
        await expect.poll(() => control.counters().faults.hang ?? 0, WAIT).toBeGreaterThan(before);
        const { code, tookMs } = await asked(bot);
        expect(code).toBe(0);
        expect(tookMs).toBeLessThan(ANSWER_MAX_MS - 10_000);
        control.clearFaults();

        const next = await town().ready();
        await chat.waitFor(/\/products/);
        expect(await asked(next)).toMatchObject({ code: 0 });
      });
    },
  );
});
