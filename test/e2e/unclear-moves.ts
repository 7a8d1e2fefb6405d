// Moves whose answer leaves open whether they happened, played from the card to the end: told as being checked, then
// settled by reading. The ledger says what is true; what is told must equal it, and nothing is ever sent twice.
import { expect } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import type { FaultInput } from '../../src/simulator/exchange/fault.ts';
import type { Town } from './harness.ts';
import {
  type Customer,
  connect,
  everSaid,
  goToDepositCard,
  goToRedeemCard,
  makeKey,
  newCustomer,
  newPractice,
  tapDeposit,
  tapRedeem,
} from './steps.ts';
import type { Unclear } from './unclear-answers.ts';
import { en } from './words.ts';

export type Place = 'live' | 'testnet' | 'practice';

/** One kind of move: how it gets to its card, and what is told of it in the end. */
export interface Kind {
  readonly effect: readonly ['deposit' | 'redeem', string];
  /** As receipts name it, e.g. "deposit of 500 USDT · Flexible USDT". */
  readonly what: string;
  readonly button: RegExp;
  readonly toCard: (town: Town, place?: Place) => Promise<Customer>;
  readonly tap: (chat: Customer['chat']) => Promise<unknown>;
  readonly done: RegExp;
  readonly noTrace: RegExp;
  /** The account is as it was before the move. */
  readonly expectUntouched: (town: Town, customer: Customer) => Promise<void>;
}

export const DEPOSIT: Kind = {
  effect: ['deposit', '500'],
  what: 'deposit of 500 USDT · Flexible USDT',
  button: /^Deposit 500 USDT to Earn/,
  toCard: async (town, place = 'live') => {
    const customer =
      place === 'practice' ? await newPractice(town) : await newCustomer(town, { environment: place });
    await goToDepositCard(customer.chat);
    return customer;
  },
  tap: tapDeposit,
  done: /^Deposited 500 USDT · Flexible USDT/,
  noTrace: /^No trace found: deposit of 500 USDT · Flexible USDT/,
  expectUntouched: async (town, { key }) => {
    expect((await town.exchange.control.account(key.apiKey))?.orders).toEqual([]);
  },
};

export const REDEEM: Kind = {
  effect: ['redeem', '200'],
  what: 'redemption of 200 USDT · Flexible USDT',
  button: /^Redeem 200 USDT/,
  toCard: async (town, place = 'live') => {
    const customer = await holder(town, place);
    await goToRedeemCard(customer.chat, { amount: '200' });
    return customer;
  },
  tap: tapRedeem,
  done: /^Redeeming 200 USDT · Flexible USDT/,
  noTrace: /^No trace found: redemption of 200 USDT · Flexible USDT/,
  expectUntouched: async (town, { key }) => {
    const account = await town.exchange.control.account(key.apiKey);
    expect(account?.orders).toMatchObject([{ principal: '500', redemption: null }]);
  },
};

/** A person whose account holds 500 USDT that were put in on the site. */
async function holder(town: Town, place: Place): Promise<Customer> {
  const site = { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('500') } as const;
  const practice = place === 'practice' ? await newPractice(town) : undefined;
  const chat = practice?.chat ?? (await town.person());
  const key = practice?.key ?? (await makeKey(town));
  expect((await town.exchange.control.site(key.apiKey, site)).ok).toBe(true);
  if (place !== 'practice') await connect(chat, key, place);
  return { chat, key };
}

export function playNext(town: Town, { key }: Customer, fault: FaultInput): void {
  town.exchange.control.addFault({ ...fault, match: { money: true, apiKey: key.apiKey } });
}

/** Returns every text that the message had. */
export async function waitForChecking({ chat }: Customer): Promise<string> {
  const checked = await chat.waitFor(
    ({ text, formerTexts }) => [text, ...formerTexts].some((one) => one.startsWith('Sent, being checked: ')),
    60_000,
  );
  return [checked.text, ...checked.formerTexts].join('\n');
}

export async function expectMoves(
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

/** Plays one move of somebody new to its end, with this answer. */
export async function play(
  town: Town,
  unclear: Unclear,
  executed: boolean,
  { kind = DEPOSIT, place = 'live' }: { readonly kind?: Kind; readonly place?: Place } = {},
): Promise<void> {
  await playOn(town, await kind.toCard(town, place), unclear, executed, kind);
}

/** From the card that is shown to the end. */
export async function playOn(
  town: Town,
  customer: Customer,
  { fault, cause }: Unclear,
  executed: boolean,
  kind: Kind,
): Promise<void> {
  playNext(town, customer, fault(executed));
  await kind.tap(customer.chat);
  const words = await waitForChecking(customer);
  expect(words).toContain(en.receipts.causes[cause]);
  expect(words).toContain(en.receipts.unknownText);
  const told = await customer.chat.waitFor(executed ? kind.done : kind.noTrace, 60_000);
  if (executed) expect(told.text).toContain(en.receipts.doneSeen);
  else expect(told.text).toContain('check the site before repeating');
  await expectMoves(town, customer, executed ? 1 : 0, kind.effect);
  if (!executed) await kind.expectUntouched(town, customer);
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
