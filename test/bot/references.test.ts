// Manner 6: whatever could not be read says so with a short code, and an operator who is told the code finds the
// failure's kind in the log.
import { describe, expect, it } from 'vitest';
import type { ReadProblem } from '../../src/app/app.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, FLEX, operationOf, storedOf } from './facts.ts';

const TIMEOUT: ReadProblem = {
  kind: 'exchange',
  failure: { kind: 'timeout', status: 504, code: -1, retryAfterMs: undefined },
};
const broken = async () => ({ ok: false, reason: TIMEOUT }) as const;

type Options = NonNullable<Parameters<typeof createChat>[0]>;

const connected = (options: Options = {}) =>
  createChat({ ...options, world: { accounts: [accountOf()], ...options.world } });

/** The code that the chat shows last. */
function codeIn(chat: Chat): string {
  const code = /Reference: ([A-Z0-9]{6})(?:\n|$)/.exec(chat.last().text)?.[1];
  if (code === undefined) throw new Error(`no reference in: ${chat.last().text}`);
  return code;
}

const loggedWith = (chat: Chat, code: string) =>
  chat.logged.filter(({ fields }) => (fields as { code?: unknown } | undefined)?.code === code);

function expectLogged(chat: Chat, failure: string): void {
  expect(loggedWith(chat, codeIn(chat))).toMatchObject([{ event: 'bot.read_failed', fields: { failure } }]);
}

describe('a screen that could not be read', () => {
  it.each([
    ['/home', { home: broken }],
    ['/orders', { orders: broken }],
    ['/history', { history: broken }],
    ['/products', { products: broken }],
    ['/deposit', { products: broken }],
    ['/redeem', { orders: broken }],
    ['/start p_OPENUSDT0001', { products: broken }],
  ] satisfies [string, Options['app']][])('%s shows a code that is in the log', async (command, app) => {
    const chat = connected({ app });
    await chat.send(command);
    expect(chat.last().text).toContain('The exchange did not answer in time.');
    expect(chat.last().text).toContain('Nothing was sent.');
    expectLogged(chat, 'timeout');
    const [line] = loggedWith(chat, codeIn(chat));
    expect(line?.fields).toMatchObject({ status: 504, exchangeCode: -1, updateId: 1001 });
  });

  it('shows one in place of a filter, and of a filtered list', async () => {
    let calls = 0;
    const products = async () => {
      calls += 1;
      return calls > 1 ? broken() : ({ ok: true, value: { products: [FLEX], readAt: 0 } } as const);
    };
    const chat = connected({ app: { products, historyChoices: broken, historyMatching: broken } });
    await chat.send('/products');
    await chat.tap(/^Coin: all$/);
    expectLogged(chat, 'timeout');
    await chat.send('/history');
    await chat.tap(/^Kind: all$/);
    expectLogged(chat, 'timeout');
    await chat.send('/orders');
    await chat.tap(/^Flexible USDT/);
    await chat.tap(/^History$/);
    expectLogged(chat, 'timeout');
    expect(chat.labels()).toEqual(['Refresh', 'Home']);
  });

  it('gives every failure a code of its own', async () => {
    const chat = connected({ app: { orders: broken } });
    await chat.send('/orders');
    const first = codeIn(chat);
    await chat.send('/orders');
    expect(codeIn(chat)).not.toBe(first);
  });

  it('says which kind it was when the account is busy', async () => {
    const chat = connected({ app: { orders: async () => ({ ok: false, reason: { kind: 'busy' } }) } });
    await chat.send('/orders');
    expectLogged(chat, 'busy');
  });

  it('has no code where nothing failed: nothing is connected', async () => {
    const chat = createChat();
    await chat.send('/orders');
    expect(chat.last().text).toBe('No account is connected yet.');
    expect(chat.logged).toEqual([]);
  });
});

describe('an old list in place of a fresh one', () => {
  it('shows a code on Home', async () => {
    const chat = connected({
      app: {
        home: async () => ({
          ok: true,
          value: {
            account: accountOf(),
            orders: [],
            asOf: 0,
            problem: TIMEOUT,
            totals: [],
            dollars: undefined,
            earnedToday: [],
            earned30Days: [],
            earnedSince: [],
            blendedApr: undefined,
            lastPayout: undefined,
            nextPayoutAt: undefined,
            nextMaturity: undefined,
            free: undefined,
            unsettled: [],
          },
        }),
      },
    });
    await chat.send('/home');
    expectLogged(chat, 'timeout');
  });

  it('shows a code on orders', async () => {
    const chat = connected({
      app: {
        orders: async () => ({
          ok: true,
          value: { account: accountOf(), orders: storedOf([]), asOf: 0, problem: TIMEOUT },
        }),
      },
    });
    await chat.send('/orders');
    expectLogged(chat, 'timeout');
  });
});

describe('a move that could not be prepared', () => {
  it('shows a code while its dialog goes on', async () => {
    const chat = connected({ app: { prepareDeposit: async () => ({ kind: 'read', problem: TIMEOUT }) } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send('500');
    expect(chat.last().text).toContain('How much into Flexible USDT?');
    expectLogged(chat, 'timeout');
  });

  it('shows a code when its dialog cannot read its facts anew', async () => {
    let down = false;
    const chat = connected({
      app: {
        products: async () => (down ? broken() : { ok: true, value: { products: [FLEX], readAt: 0 } }),
      },
    });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    chat.world.now += 61_000;
    down = true;
    await chat.send('500');
    expectLogged(chat, 'timeout');
  });

  it('shows a code in place of a redemption, of a renewal, and of a card that had run out', async () => {
    const trouble = async () => ({ kind: 'read', problem: TIMEOUT }) as const;
    const chat = connected({ app: { prepareRedeem: trouble, prepareRenew: trouble } });
    await chat.send('/redeem');
    await chat.tap(/Flexible USDT/);
    await chat.tap(/^50%$/);
    expectLogged(chat, 'timeout');
    await chat.send('/renew');
    await chat.tap(/Fixed BTC/);
    expectLogged(chat, 'timeout');

    const late = connected({
      world: { operations: [operationOf({ state: 'expired' })] },
      app: { prepareDeposit: trouble },
    });
    await late.send('/home');
    const message = late.last();
    const card = {
      id: 'c'.repeat(22),
      userId: 7,
      chatId: 7,
      createdAt: 0,
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const actions = { abcdefghijkl: { kind: 'again', operationId: 'operation-1' } };
    late.cards.set(card.id, { ...card, messageId: message.id, actions });
    await late.tapData(`${card.id}.abcdefghijkl`, message.id);
    expectLogged(late, 'timeout');
  });
});
