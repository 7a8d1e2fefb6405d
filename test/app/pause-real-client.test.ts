// The kill switch against the real client over HTTP: a deposit that waits for its slot of the budget, which a test
// gives out by hand.
import { afterEach, describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { createEarnApi } from '../../src/exchange/earn-api.ts';
import { createHttpFetch } from '../../src/exchange/http.ts';
import { createSimClock, steadyClockState } from '../../src/simulator/exchange/clock.ts';
import { serveExchange } from '../../src/simulator/exchange/serve.ts';
import { openExchange, virtualTime } from '../simulator/exchange/harness.ts';
import { createHouse, meet, START } from './harness.ts';
import { draftOf } from './moves.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The budget as a door: open, until a move is about to go out. */
function doorFor(isSending: () => boolean) {
  let open: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const someoneWaits = new Promise<void>((resolve) => (arrived = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    someoneWaits,
    open: () => open(),
    budget: {
      async take() {
        if (!isSending()) return true;
        arrived();
        await opened;
        return true;
      },
      block: async () => undefined,
    },
  };
}

async function connected() {
  const house = createHouse();
  const clock = createSimClock({ real: virtualTime(START).real, state: steadyClockState(START) });
  const exchange = await openExchange({ clock });
  const server = await serveExchange(exchange.simulator);
  const http = createHttpFetch();
  closing.push(server.close, http.close);
  const isSending = () => house.logged.some(({ event }) => event === 'operation.sending');
  const door = doorFor(isSending);
  const api = createEarnApi({
    environment: 'live',
    baseUrl: `${server.url}/spot`,
    version: 'v3.2',
    fetch: http,
    budget: door.budget,
    clock: { now: () => house.clock.now },
    exchangeClock: clock,
  });
  Object.assign(house.earn.live.api, api);
  const a = house.instance('a');
  const user = await meet(house, a);
  await a.app.startCapture(user, user.chatId, 'live', undefined);
  await a.app.capture(user, user.chatId, 501, `${exchange.person.apiKey} ${exchange.person.secret}`);
  await a.syncDue();
  const [account] = await a.app.accounts(user);
  if (account === undefined) throw new Error('not connected');
  const request = { user, chatId: user.chatId, accountId: account.id, draftKey: 'one' };
  const wish = { productId: 'OPENUSDT0001', days: 1, amount: amountOf('500'), renew: false };
  const { id } = draftOf(await a.app.prepareDeposit({ ...request, ...wish }));
  expect((await a.app.confirm(user, user.chatId, id)).kind).toBe('confirmed');
  const requests = async () => (await exchange.control.ledger()).requests;
  const posts = async () => (await requests()).filter(({ method }) => method === 'POST');
  return { house, a, user, id, exchange, door, posts };
}

describe('a deposit that waits for its slot', () => {
  it('is not sent when the owner pauses meanwhile: no request reaches the exchange', async () => {
    const { house, a, user, id, exchange, door, posts } = await connected();
    const submitted = a.submitDue();
    await door.someoneWaits;
    expect(house.operation(id).state).toBe('sending');
    expect(await a.app.setPaused({ ...user, id: 1 }, true)).toBe(true);
    door.open();
    await submitted;
    expect(await posts()).toEqual([]);
    expect(await exchange.effects('deposit')).toEqual([]);
    expect(house.operation(id)).toMatchObject({ state: 'rejected', result: { reason: 'paused' } });
  });

  it('is sent once when nobody pauses', async () => {
    const { house, a, id, exchange, door, posts } = await connected();
    const submitted = a.submitDue();
    await door.someoneWaits;
    door.open();
    await submitted;
    expect(await posts()).toHaveLength(1);
    expect(await exchange.effects('deposit')).toMatchObject([{ amount: '500' }]);
    expect(house.operation(id).state).toBe('done');
  });
});
