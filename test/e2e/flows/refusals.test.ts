// Every way in which the exchange says no to a deposit or a redemption, and the case that it cannot be reached: nothing
// moved, the chat says why, and the account is free for the next move. A no to what was done all the same is never told.
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import { onEachEngine, oneOfEach } from '../engines.ts';
import { FLOW_TIMEOUT_MS, type Town, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { type Customer, deposit, goToDepositCard, hasButton, newCustomer, tapDeposit } from '../steps.ts';
import type { Unclear } from '../unclear-answers.ts';
import { DEPOSIT, type Kind, playNext, playOn, REDEEM, waitForChecking } from '../unclear-moves.ts';
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

/** A no to a move that was made all the same: settled by reading, whatever the code says. */
const DONE_ANYWAY: readonly Unclear[] = [
  {
    name: '51523',
    fault: (executed) => ({ ...refusal(51523, 'B'), executed }),
    cause: 'doubted_refusal',
  },
  {
    name: '-2',
    fault: (executed) => ({ ...refusal(-2, 'A'), executed }),
    cause: 'doubted_refusal',
  },
  {
    name: 'success false',
    fault: (executed) => ({ kind: 'success_false', executed }),
    cause: 'doubted_refusal',
  },
  {
    name: '401',
    fault: (executed) => ({ kind: 'status', status: 401, shape: 'A', code: 10_002, executed }),
    cause: 'permission',
  },
  {
    name: '403',
    fault: (executed) => ({ kind: 'status', status: 403, shape: 'B', code: -7, executed }),
    cause: 'permission',
  },
  {
    name: '451',
    fault: (executed) => ({ kind: 'status', status: 451, shape: 'B', code: -7, executed }),
    cause: 'permission',
  },
  {
    name: 'an unlisted code',
    fault: (executed) => ({ kind: 'status', status: 400, shape: 'B', code: 99_999, executed }),
    cause: 'unlisted_refusal',
  },
];

const KINDS = [
  { title: 'a deposit', kind: DEPOSIT },
  { title: 'a redemption', kind: REDEEM },
] as const;

async function expectNothingMoved(town: Town, customer: Customer, posts: number, kind: Kind): Promise<void> {
  expect(await town.moves(customer.key.apiKey)).toEqual([]);
  expect(await town.requests(customer.key, 'POST')).toHaveLength(posts);
  await kind.expectUntouched(town, customer);
}

/** The key may still move money, or is taken for one that only reads. */
async function expectViewOnly({ chat }: Customer, viewOnly: boolean): Promise<void> {
  await chat.send('/home');
  const home = await chat.waitFor(/Free balance/);
  expect(home.text.includes(en.home.viewOnly)).toBe(viewOnly);
  expect(hasButton(home, exactly(en.home.deposit))).toBe(!viewOnly);
}

onEachEngine((engine) => {
  const town = useTown({ engine });
  const clear = oneOfEach(engine, CLEAR, ({ reason }) => reason);
  const doubted = oneOfEach(engine, DOUBTED, ({ cause }) => cause);
  const doneAnyway = oneOfEach(engine, DONE_ANYWAY, ({ cause }) => cause);

  describe.concurrent.each(KINDS)('$title refused with', { timeout: FLOW_TIMEOUT_MS }, ({ kind }) => {
    it.each(clear)(
      '$name is told as not done with its reason, and may be tried anew',
      async ({ fault, reason }) => {
        const customer = await kind.toCard(town());
        const { chat, key } = customer;
        const [what, amount] = kind.effect;
        playNext(town(), customer, fault);
        await kind.tap(chat);
        const told = await chat.waitFor(/^Not done: /);
        expect(told.text).toContain(`Not done: ${kind.what}`);
        expect(told.text).toContain(en.receipts.reasons[reason]);
        expect(told.text).toContain(en.receipts.rejectedText);
        await expectNothingMoved(town(), customer, 1, kind);
        const code = /Reference: (\w+)/.exec(told.text)?.[1] ?? 'none';
        expect(town().log()).toContain(`"reference":"${code}","state":"rejected"`);
        await chat.tap(exactly(en.receipts.newCard));
        // This key has moved nothing yet: the amount is to be typed once more, here too.
        const third = await chat.waitFor(/One more step/);
        expect(hasButton(third, kind.button)).toBe(false);
        await chat.send(amount);
        await chat.waitFor((message) => hasButton(message, kind.button));
        await kind.tap(chat);
        await chat.waitFor(kind.done);
        expect(await town().moves(key.apiKey)).toMatchObject([{ kind: what, amount }]);
      },
    );

    it.each(doubted)(
      '$name is told as being checked, then as without a trace',
      async ({ fault, cause, becomesViewOnly }) => {
        const customer = await kind.toCard(town());
        playNext(town(), customer, fault);
        await kind.tap(customer.chat);
        expect(await waitForChecking(customer)).toContain(en.receipts.causes[cause]);
        await customer.chat.waitFor(kind.noTrace);
        await expectNothingMoved(town(), customer, 1, kind);
        await expectViewOnly(customer, becomesViewOnly);
      },
    );

    it.each(doneAnyway)('$name, but executed, is never told as not done: it is found', async (unclear) => {
      const customer = await kind.toCard(town());
      await playOn(town(), customer, unclear, true, kind);
      await expectViewOnly(customer, false);
    });
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
      await expectNothingMoved(town(), customer, 0, DEPOSIT);
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
