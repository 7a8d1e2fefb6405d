// Every way in which the exchange says no to a deposit or a redemption, and the case that it cannot be reached:
// nothing moved, the chat says why, and the account is free for the next move.
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, type Town, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { type Customer, deposit, goToDepositCard, hasButton, newCustomer, tapDeposit } from '../steps.ts';
import { en, exactly } from '../words.ts';

interface Clear {
  readonly name: string;
  readonly fault: FaultInput;
  readonly reason: keyof typeof en.receipts.reasons;
}

const refusal = (code: number, shape: 'A' | 'B' | 'C'): FaultInput => ({
  kind: 'status',
  status: 400,
  shape,
  code,
});

/** A readable refusal with a listed code: believed, as soon as the orders show no trace. */
const CLEAR: readonly Clear[] = [
  { name: '51523 in the shape A', fault: refusal(51523, 'A'), reason: 'insufficient_balance' },
  { name: '51523 in the shape B', fault: refusal(51523, 'B'), reason: 'insufficient_balance' },
  { name: '51523 in the shape C', fault: refusal(51523, 'C'), reason: 'insufficient_balance' },
  { name: '4003', fault: refusal(4003, 'B'), reason: 'above_limit' },
  { name: '4051', fault: refusal(4051, 'A'), reason: 'above_limit' },
  { name: '-2', fault: refusal(-2, 'B'), reason: 'bad_parameter' },
  { name: 'success false', fault: { kind: 'success_false' }, reason: 'said_no' },
];

interface Doubted {
  readonly name: string;
  readonly fault: FaultInput;
  readonly cause: keyof typeof en.receipts.causes;
  /** The key is taken for one that only reads. */
  readonly becomesViewOnly: boolean;
}

/** A refusal that a proxy may have caused after the move was made: looked for before it is believed. */
const DOUBTED: readonly Doubted[] = [
  { name: '401', fault: { kind: 'key_revoked', status: 401 }, cause: 'permission', becomesViewOnly: true },
  { name: '403', fault: { kind: 'key_revoked', status: 403 }, cause: 'permission', becomesViewOnly: true },
  { name: '451', fault: { kind: 'key_revoked', status: 451 }, cause: 'permission', becomesViewOnly: true },
  {
    name: 'an unlisted code',
    fault: { kind: 'status', status: 400, shape: 'B', code: 99_999 },
    cause: 'unlisted_refusal',
    becomesViewOnly: false,
  },
];

async function refuseNext(town: Town, { key }: Customer, fault: FaultInput): Promise<void> {
  town.exchange.control.addFault({ ...fault, match: { money: true, apiKey: key.apiKey } });
}

async function expectNothingMoved(town: Town, { key }: Customer, posts: number): Promise<void> {
  expect(await town.moves(key.apiKey)).toEqual([]);
  expect(await town.requests(key, 'POST')).toHaveLength(posts);
}

onEachEngine((engine) => {
  const town = useTown({ engine });
  // The shape of a refusal is nothing to a database: on the second engine one for each reason is enough.
  const clear = CLEAR.filter(
    ({ reason }, index) =>
      engine === 'PGlite' || CLEAR.findIndex((other) => other.reason === reason) === index,
  );

  describe.concurrent('a deposit refused with', { timeout: FLOW_TIMEOUT_MS }, () => {
    it.each(clear)(
      '$name is told as not done with its reason, and may be tried anew',
      async ({ fault, reason }) => {
        const customer = await newCustomer(town());
        const { chat, key } = customer;
        await goToDepositCard(chat);
        await refuseNext(town(), customer, fault);
        await tapDeposit(chat);
        const told = await chat.waitFor(/^Not done: deposit of 500 USDT · Flexible USDT/);
        expect(told.text).toContain(en.receipts.reasons[reason]);
        expect(told.text).toContain(en.receipts.rejectedText);
        await expectNothingMoved(town(), customer, 1);
        const code = /Reference: (\w+)/.exec(told.text)?.[1] ?? 'none';
        expect(town().log()).toContain(`"reference":"${code}","state":"rejected"`);
        await chat.tap(exactly(en.receipts.newCard));
        // This key has moved nothing yet: the amount is to be typed once more, here too.
        const third = await chat.waitFor(/One more step/);
        expect(hasButton(third, /^Deposit/)).toBe(false);
        await chat.send('500');
        await chat.waitFor((message) => hasButton(message, /^Deposit 500 USDT to Earn/));
        await tapDeposit(chat);
        await chat.waitFor(/^Deposited 500 USDT/);
        expect(await town().moves(key.apiKey)).toMatchObject([{ kind: 'deposit', amount: '500' }]);
      },
    );

    it.each(DOUBTED)(
      '$name is told as being checked, then as without a trace',
      async ({ fault, cause, becomesViewOnly }) => {
        const customer = await newCustomer(town());
        const { chat } = customer;
        await goToDepositCard(chat);
        await refuseNext(town(), customer, fault);
        await tapDeposit(chat);
        const checked = await chat.waitFor(({ text, formerTexts }) =>
          [text, ...formerTexts].some((one) => one.startsWith('Sent, being checked: ')),
        );
        const words = [checked.text, ...checked.formerTexts].join('\n');
        expect(words).toContain(en.receipts.causes[cause]);
        await chat.waitFor(/^No trace found: deposit of 500 USDT · Flexible USDT/);
        await expectNothingMoved(town(), customer, 1);
        await chat.send('/home');
        const home = await chat.waitFor(/Free balance/);
        expect(home.text.includes(en.home.viewOnly)).toBe(becomesViewOnly);
        expect(hasButton(home, exactly(en.home.deposit))).toBe(!becomesViewOnly);
      },
    );
  });

  describe('a deposit while the exchange', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('refuses connections is told as not sent, and not one byte of it arrives', async () => {
      const customer = await newCustomer(town());
      const { chat } = customer;
      await goToDepositCard(chat);
      await town().exchangeServer.refuse();
      await tapDeposit(chat);
      const told = await chat.waitFor(/^(Not done|Not sent): deposit of 500 USDT/);
      expect(told.text).toMatch(/nothing was sent/i);
      await town().exchangeServer.listenAgain();
      await expectNothingMoved(town(), customer, 0);
    });

    it('answers again is made as if nothing had been', async () => {
      const customer = await newCustomer(town());
      await deposit(customer.chat);
      await customer.chat.waitFor(/^Deposited 500 USDT/);
      expect(await town().moves(customer.key.apiKey)).toHaveLength(1);
    });

    itKeepsSecrets(town);
  });
});
