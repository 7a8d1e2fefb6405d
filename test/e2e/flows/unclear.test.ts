// Every answer that leaves open whether a move happened, executed and not executed, for a deposit and for a redemption:
// told as being checked, then settled by reading, and what is told equals what is true. Nothing is ever sent twice.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, type Town, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import {
  type Customer,
  connect,
  everSaid,
  goToDepositCard,
  goToRedeemCard,
  hasButton,
  makeKey,
  newCustomer,
  newPractice,
  tapDeposit,
  tapRedeem,
  USDT_FLEX,
} from '../steps.ts';
import { en, exactly } from '../words.ts';

interface Unclear {
  readonly name: string;
  readonly fault: (executed: boolean) => FaultInput;
  readonly cause: keyof typeof en.receipts.causes;
}

const status =
  (code: number, shape: 'A' | 'B' | 'C' | 'html' | 'empty') =>
  (executed: boolean): FaultInput => ({
    kind: 'status',
    status: code,
    shape,
    executed,
  });

const UNCLEAR: readonly Unclear[] = [
  { name: '408', fault: status(408, 'A'), cause: 'timeout' },
  { name: '500', fault: status(500, 'C'), cause: 'server_error' },
  { name: 'a 502 page of HTML', fault: status(502, 'html'), cause: 'server_error' },
  { name: 'an empty 200', fault: (executed) => ({ kind: 'empty200', executed }), cause: 'unreadable' },
  { name: 'a 200 page of HTML', fault: (executed) => ({ kind: 'html200', executed }), cause: 'unreadable' },
  { name: 'half a body', fault: (executed) => ({ kind: 'half_body', executed }), cause: 'unreadable' },
  {
    name: 'a reset after the body',
    fault: (executed) => ({ kind: 'reset_after', executed }),
    cause: 'connection_lost',
  },
  {
    name: 'a 421',
    fault: (executed) => ({ kind: 'resend', status: 421, executed }),
    cause: 'unlisted_refusal',
  },
  {
    name: 'a 307',
    fault: (executed) => ({ kind: 'resend', status: 307, executed }),
    cause: 'unlisted_refusal',
  },
];

/** A second 429 within an hour stops every account of its environment for five minutes: one for each environment. */
const TOO_MANY: Unclear = { name: '429', fault: status(429, 'C'), cause: 'rate_limited' };
/** The client waits 35 s for an answer. */
const SILENCE: Unclear = {
  name: 'no answer at all',
  fault: (executed) => ({ kind: 'hang', executed }),
  cause: 'timeout',
};

const DONE = /^Deposited 500 USDT · Flexible USDT/;
const NO_TRACE = /^No trace found: deposit of 500 USDT · Flexible USDT/;

/** One kind of move: how it gets to its card, and what is told of it in the end. */
interface Kind {
  readonly effect: readonly ['deposit' | 'redeem', string];
  readonly toCard: (town: Town, place: Place) => Promise<Customer>;
  readonly tap: (chat: Customer['chat']) => Promise<unknown>;
  readonly done: RegExp;
  readonly noTrace: RegExp;
}
type Place = 'live' | 'practice';

const DEPOSIT: Kind = {
  effect: ['deposit', '500'],
  toCard: async (town, place) => {
    const customer = place === 'live' ? await newCustomer(town) : await newPractice(town);
    await goToDepositCard(customer.chat);
    return customer;
  },
  tap: tapDeposit,
  done: DONE,
  noTrace: NO_TRACE,
};

const REDEEM: Kind = {
  effect: ['redeem', '200'],
  toCard: async (town) => {
    const chat = await town.person();
    const key = await makeKey(town);
    const site = { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('500') } as const;
    expect((await town.exchange.control.site(key.apiKey, site)).ok).toBe(true);
    await connect(chat, key);
    await goToRedeemCard(chat, { amount: '200', exact: '200' });
    return { chat, key };
  },
  tap: tapRedeem,
  done: /^Redeeming 200 USDT · Flexible USDT/,
  noTrace: /^No trace found: redemption of 200 USDT · Flexible USDT/,
};

function playNext(town: Town, { key }: Customer, fault: FaultInput): void {
  town.exchange.control.addFault({ ...fault, match: { money: true, apiKey: key.apiKey } });
}

async function waitForChecking({ chat }: Customer): Promise<string> {
  const checked = await chat.waitFor(
    ({ text, formerTexts }) => [text, ...formerTexts].some((one) => one.startsWith('Sent, being checked: ')),
    60_000,
  );
  return [checked.text, ...checked.formerTexts].join('\n');
}

async function expectMoves(
  town: Town,
  { key }: Customer,
  count: number,
  effect: Kind['effect'] = DEPOSIT.effect,
): Promise<void> {
  const moves = await town.moves(key.apiKey);
  expect(moves.map(({ kind, amount }) => [kind, amount])).toEqual(
    Array.from({ length: count }, () => [...effect]),
  );
  expect(await town.requests(key, 'POST')).toHaveLength(1);
}

async function play(
  town: Town,
  { fault, cause }: Unclear,
  executed: boolean,
  { kind = DEPOSIT, place = 'live' }: { readonly kind?: Kind; readonly place?: Place } = {},
) {
  const customer = await kind.toCard(town, place);
  playNext(town, customer, fault(executed));
  await kind.tap(customer.chat);
  const words = await waitForChecking(customer);
  expect(words).toContain(en.receipts.causes[cause]);
  expect(words).toContain(en.receipts.unknownText);
  const told = await customer.chat.waitFor(executed ? kind.done : kind.noTrace, 60_000);
  if (executed) expect(told.text).toContain(en.receipts.doneSeen);
  else expect(told.text).toContain('check the site before repeating');
  await expectMoves(town, customer, executed ? 1 : 0, kind.effect);
  const all = await everSaid(town.client, customer.chat);
  expect(all.split('\n').some((line) => kind.done.test(line))).toBe(executed);
  expect(/^Not done/m.test(all)).toBe(false);
  expectReferences(town, told.text, executed);
}

/** What went wrong carries its reference, and the log has it. */
function expectReferences(town: Town, told: string, executed: boolean): void {
  const code = /Reference: (\w+)/.exec(told)?.[1];
  expect(code === undefined).toBe(executed);
  if (code !== undefined) expect(town.log()).toContain(`"reference":"${code}","kind":"not_found"`);
}

/** What the answer was is nothing to a database: on the second engine one of each meaning is enough. */
const ONE_OF_EACH = ['408', '500', 'half a body', 'a reset after the body'];

onEachEngine((engine) => {
  const town = useTown({ engine });
  const answers = engine === 'PGlite' ? UNCLEAR : UNCLEAR.filter(({ name }) => ONE_OF_EACH.includes(name));

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

    it('a reset before its body was read leaves no trace', () =>
      play(
        town(),
        { name: '', fault: () => ({ kind: 'reset_before_body' }), cause: 'connection_lost' },
        false,
      ));

    it('the second of two that a proxy made of it is found once', () =>
      play(
        town(),
        { name: '', fault: () => ({ kind: 'duplicated', answer: 'second' }), cause: 'permission' },
        true,
      ));

    it('success although a proxy sent it twice is done once', async () => {
      const customer = await newCustomer(town());
      await goToDepositCard(customer.chat);
      playNext(town(), customer, { kind: 'duplicated', answer: 'first' });
      await tapDeposit(customer.chat);
      await customer.chat.waitFor(DONE);
      await expectMoves(town(), customer, 1);
    });
  });

  describe.concurrent('a redemption answered by', { timeout: FLOW_TIMEOUT_MS }, () => {
    it.each(answers)('$name, executed, is found', (unclear) => play(town(), unclear, true, { kind: REDEEM }));
    it.each(answers)('$name, not executed, leaves no trace', (unclear) =>
      play(town(), unclear, false, { kind: REDEEM }),
    );
  });

  describe.concurrent('a deposit that is executed late', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('but within the waiting time is found', () =>
      play(
        town(),
        { name: '', fault: () => ({ kind: 'late', delayMs: 1_000 }), cause: 'server_error' },
        true,
      ));
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
      await tapDeposit(chat);
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
      const customer = await newPractice(town());
      const { chat, key } = customer;
      await goToDepositCard(chat);
      playNext(town(), customer, { kind: 'late', delayMs: 12_000, answer: 'lost' });
      await tapDeposit(chat);
      await waitForChecking(customer);
      await chat.waitFor(NO_TRACE, 60_000);
      expect(await town().moves(key.apiKey)).toEqual([]);
      await expect.poll(() => town().moves(key.apiKey), { timeout: 30_000 }).toHaveLength(1);
      await town().exchange.control.setSettings({ nonceWindowMs: 7_200_000 });
      // The hourly look at the account finds it.
      await town().jump(3_700_000);
      await chat.waitFor(DONE, 60_000);
      await expectMoves(town(), customer, 1);
      expect(await everSaid(town().client, chat)).not.toContain(en.notices.foreignText);
    });
  });

  describe('in the end the bot', () => itKeepsSecrets(town));
});
