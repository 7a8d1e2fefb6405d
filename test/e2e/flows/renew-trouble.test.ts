// A renewal that is refused, or answered with something else than was asked: it sets a state, so the order is read, and
// what is told is what stands there. Only what was read as not done is sent again, a few times.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import { onEachEngine, oneOfEach } from '../engines.ts';
import { FLOW_TIMEOUT_MS, type Town, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { type Customer, connect, everSaid, hasButton, makeKey } from '../steps.ts';
import { waitForChecking } from '../unclear-moves.ts';
import { en, exactly } from '../words.ts';

const ON = /^Auto-renew is on · Fixed USDT/;
const NOT_DONE = /^Not done: auto-renew on · Fixed USDT/;
/** Requests for one renewal, at most. */
const TRIES = 3;

/** Shown the card that turns renewal on, for a fixed order that was made on the site. */
async function atCard(town: Town): Promise<Customer> {
  const chat = await town.person();
  const key = await makeKey(town);
  const amount = amountOf('1000');
  const site = { kind: 'deposit', productId: 'FIXEDUSDT001', amount, days: 30 } as const;
  expect((await town.exchange.control.site(key.apiKey, site)).ok).toBe(true);
  await connect(chat, key);
  await chat.send('/renew');
  await chat.tap(/^Fixed USDT · 1,000 USDT · Auto-renew on/);
  await chat.waitFor((message) => hasButton(message, exactly(en.confirm.renewOnButton)));
  return { chat, key };
}

const tapOn = ({ chat }: Customer) => chat.tap(exactly(en.confirm.renewOnButton));

function refuseNext(town: Town, { key }: Customer, fault: FaultInput, times = 1): void {
  town.exchange.control.addFault({ ...fault, times, match: { path: '/invest/renew', apiKey: key.apiKey } });
}

/** What the ledger knows: the state of the order, and how often it was asked for. */
async function expectState(town: Town, { key }: Customer, isOn: boolean, posts: number): Promise<void> {
  const account = await town.exchange.control.account(key.apiKey);
  expect(account?.orders).toMatchObject([{ principal: '1000', autoRenew: isOn, redemption: null }]);
  expect(await town.requests(key, 'POST')).toHaveLength(posts);
  for (const effect of await town.moves(key.apiKey)) {
    expect(effect).toMatchObject({ kind: 'renew', autoRenew: true });
  }
}

interface Refused {
  readonly name: string;
  readonly fault: (executed: boolean) => FaultInput;
  readonly reason: keyof typeof en.receipts.reasons;
}

const code =
  (listed: number, shape: 'A' | 'B' | 'C') =>
  (executed: boolean): FaultInput => ({ kind: 'status', status: 400, shape, code: listed, executed });

const REFUSED: readonly Refused[] = [
  { name: 'success false', fault: (executed) => ({ kind: 'success_false', executed }), reason: 'said_no' },
  { name: '-2', fault: code(-2, 'A'), reason: 'bad_parameter' },
  { name: '4003', fault: code(4003, 'B'), reason: 'above_limit' },
];

interface Doubted {
  readonly name: string;
  readonly fault: FaultInput;
  readonly cause: keyof typeof en.receipts.causes;
  /** The key is taken for one that only reads. */
  readonly becomesViewOnly: boolean;
}

const DOUBTED: readonly Doubted[] = [
  { name: '401', fault: { kind: 'key_revoked', status: 401 }, cause: 'permission', becomesViewOnly: true },
  { name: '403', fault: { kind: 'key_revoked', status: 403 }, cause: 'permission', becomesViewOnly: true },
  {
    name: 'an unlisted code',
    fault: { kind: 'status', status: 400, shape: 'B', code: 99_999 },
    cause: 'unlisted_refusal',
    becomesViewOnly: false,
  },
];

interface Contradiction {
  readonly name: string;
  /** What the answer says of an order whose renewal was asked to be on. */
  readonly says: (orderId: number) => object;
  /** Read as a refusal, and believed when the order agrees. */
  readonly isRefusal: boolean;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    name: 'names the other state',
    says: (orderId) => ({ orderId, autoRenew: false }),
    isRefusal: true,
  },
  {
    name: 'names another order',
    says: (orderId) => ({ orderId: orderId + 1, autoRenew: true }),
    isRefusal: false,
  },
  {
    name: 'is on and success false',
    says: (orderId) => ({ success: false, orderId, autoRenew: true }),
    isRefusal: false,
  },
];

/** The exchange answers the renewals of this account with this text, whether it makes them or not. */
async function lie(
  { exchange }: Town,
  { key }: Customer,
  { says }: Contradiction,
  { executed, times = 1 }: { readonly executed: boolean; readonly times?: number },
): Promise<void> {
  const [order] = (await exchange.control.account(key.apiKey))?.orders ?? [];
  const { app } = exchange;
  const honest = app.fetch;
  let left = times;
  app.fetch = async (request, ...rest) => {
    const isIts = request.url.endsWith('/invest/renew') && request.headers.get('request-api') === key.apiKey;
    if (!isIts || left === 0) return honest(request, ...rest);
    left -= 1;
    // A request that is not to be made still stands in the log of requests.
    if (!executed)
      exchange.control.addFault({ kind: 'empty200', match: { path: '/invest/renew', apiKey: key.apiKey } });
    await honest(request, ...rest);
    return Response.json(says(order?.id ?? 0));
  };
}

onEachEngine((engine) => {
  const town = useTown({ engine });
  const refused = oneOfEach(engine, REFUSED, () => 'refused');
  const doubted = oneOfEach(engine, DOUBTED, ({ cause }) => cause);
  const contradictions = oneOfEach(engine, CONTRADICTIONS, ({ isRefusal }) => String(isRefusal));
  const notRefusals = contradictions.filter(({ isRefusal }) => !isRefusal);

  describe.concurrent('a renewal refused with', { timeout: FLOW_TIMEOUT_MS }, () => {
    it.each(refused)('$name is told as not done, and may be tried anew', async ({ fault, reason }) => {
      const customer = await atCard(town());
      const { chat } = customer;
      refuseNext(town(), customer, fault(false));
      await tapOn(customer);
      const told = await chat.waitFor(NOT_DONE);
      expect(told.text).toContain(en.receipts.reasons[reason]);
      expect(told.text).toContain(en.receipts.rejectedText);
      await expectState(town(), customer, false, 1);
      await chat.tap(exactly(en.receipts.newCard));
      await tapOn(customer);
      await chat.waitFor(ON);
      await expectState(town(), customer, true, 2);
    });

    it.each(refused)('$name, but executed, is told as on', async ({ fault }) => {
      const customer = await atCard(town());
      refuseNext(town(), customer, fault(true));
      await tapOn(customer);
      expect((await customer.chat.waitFor(ON)).text).toContain(en.receipts.doneSeen);
      await expectState(town(), customer, true, 1);
      expect(await everSaid(town().client, customer.chat)).not.toMatch(/^Not done/m);
    });

    it.each(doubted)('$name once is asked for again, and on', async ({ fault }) => {
      const customer = await atCard(town());
      refuseNext(town(), customer, fault);
      await tapOn(customer);
      await customer.chat.waitFor(ON);
      await expectState(town(), customer, true, 2);
    });

    it.each(doubted)(
      '$name every time is told as being checked, then as without a trace',
      async ({ fault, cause, becomesViewOnly }) => {
        const customer = await atCard(town());
        const { chat } = customer;
        refuseNext(town(), customer, fault, TRIES);
        await tapOn(customer);
        expect(await waitForChecking(customer)).toContain(en.receipts.causes[cause]);
        await chat.waitFor(/^No trace found: auto-renew on · Fixed USDT/);
        await expectState(town(), customer, false, TRIES);
        await chat.send('/home');
        expect((await chat.waitFor(/Free balance/)).text.includes(en.home.viewOnly)).toBe(becomesViewOnly);
      },
    );
  });

  // One after the other: each puts its own answer in the place of the exchange's.
  describe('a renewal whose answer', { timeout: FLOW_TIMEOUT_MS }, () => {
    it.each(contradictions)(
      '$name, executed, is told as on, since the order says so',
      async (contradiction) => {
        const customer = await atCard(town());
        await lie(town(), customer, contradiction, { executed: true });
        await tapOn(customer);
        expect((await customer.chat.waitFor(ON)).text).toContain(en.receipts.doneSeen);
        await expectState(town(), customer, true, 1);
      },
    );

    it.each(contradictions.filter(({ isRefusal }) => isRefusal))(
      '$name, not executed, is told as not done',
      async (contradiction) => {
        const customer = await atCard(town());
        await lie(town(), customer, contradiction, { executed: false });
        await tapOn(customer);
        const told = await customer.chat.waitFor(NOT_DONE);
        expect(told.text).toContain(en.receipts.reasons.said_no);
        expect(told.text).toContain(en.receipts.rejectedText);
        await expectState(town(), customer, false, 1);
      },
    );

    it.each(notRefusals)('$name, not executed, is asked for again, and on', async (contradiction) => {
      const customer = await atCard(town());
      await lie(town(), customer, contradiction, { executed: false });
      await tapOn(customer);
      await customer.chat.waitFor(ON);
      await expectState(town(), customer, true, 2);
    });

    it.each(notRefusals)(
      '$name every time, not executed, is checked and leaves no trace',
      async (contradiction) => {
        const customer = await atCard(town());
        await lie(town(), customer, contradiction, { executed: false, times: TRIES });
        await tapOn(customer);
        expect(await waitForChecking(customer)).toContain(en.receipts.causes.unreadable);
        await customer.chat.waitFor(/^No trace found: auto-renew on · Fixed USDT/);
        await expectState(town(), customer, false, TRIES);
      },
    );
  });

  describe('in the end the bot', () => itKeepsSecrets(town));
});
