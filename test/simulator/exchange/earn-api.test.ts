import { describe, expect, test } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import { authenticate, type Call } from '../../../src/simulator/exchange/authenticate.ts';
import { DAY, FIRST_PAYOUT, HOUR, openExchange, START, testAccount } from './harness.ts';

const ok = { status: 200 };

describe('the catalogue', () => {
  test('is served to anybody, with the example of the specification in it', async () => {
    const { simulator } = await openExchange();
    const response = await simulator.fetch('http://exchange.test/spot/api/v3.2/invest/products');
    const products: unknown = await response.json();
    expect(products).toContainEqual({
      id: 'OPENETH00001',
      name: 'ETH Flex Savings',
      currency: 'ETH',
      type: 'Flex',
      startDate: 1610685918000,
      interestStartDate: 1610719200000,
      rates: [{ days: 1, rate: 1.15 }],
      compounding: true,
      autoRenewSupported: false,
      dailyLimit: 10,
      minSize: 1,
      incrementalSize: 1,
    });
  });

  test('can need a signature', async () => {
    const { simulator, control, get } = await openExchange();
    await control.setSettings({ productsPublic: false });
    const unsigned = await simulator.fetch('http://exchange.test/spot/api/v3.2/invest/products');
    expect(unsigned.status).toBe(401);
    expect(await get('/invest/products')).toMatchObject(ok);
  });

  test('shows a new rate and a new product from the moment they are set', async () => {
    const { simulator, control } = await openExchange();
    const [first] = control.market().products;
    if (first === undefined) throw new Error('an empty market');
    control.setRate('OPENUSDT0001', 1, amountOf('7.25'));
    control.addProduct({ ...first, id: 'OPENNEW00001', name: 'New Savings' });
    const response = await simulator.fetch('http://exchange.test/spot/api/v3.3/invest/products');
    const products: unknown = await response.json();
    expect(products).toContainEqual(
      expect.objectContaining({ id: 'OPENUSDT0001', rates: [{ days: 1, rate: 7.25 }] }),
    );
    expect(products).toContainEqual(expect.objectContaining({ id: 'OPENNEW00001' }));
    expect(() => control.setRate('OPENUSDT0001', 2, amountOf('1'))).toThrow(RangeError);
  });
});

describe('who may call', () => {
  test.each([
    {
      path: '/api/v3.2/user/wallet',
      nonce: '1624984297330',
      body: '',
      signature:
        '14b986706a4368221e0af14a6725377161805e7a57d568220478cb3590ce532d4fad4ac68e6c02a14afced6a0619bfd3',
    },
    {
      path: '/api/v3.2/invest/products',
      nonce: '1624985375123',
      body: '',
      signature:
        'fe20d508d441d96486ffc1187cdf16f45090c5c324029c68ab603b50faba528185593083fbaf47980aec5730d3fbf1c7',
    },
    {
      path: '/api/v3.2/invest/history',
      nonce: '1624985375123',
      body: '',
      signature:
        'da39c5cacecb0cdb72327228333b6820f3d45b0f4628fff022586c4d506e1a09419a6d422e7fbb2eed06f71a4a7b69c0',
    },
    {
      path: '/api/v3.2/invest/deposit',
      nonce: '1624985375123',
      body: '{"productId":"OPENUSDT0001","amount":100.99,"renew":true,"day":7}',
      signature:
        '7a01967955b1fbce522b2446eebb8c496f9ee8584472762d12f71ec4710b232006df9db896300503776c01653c3364b3',
    },
    {
      path: '/api/v3.2/invest/renew',
      nonce: '1624985375123',
      body: '{"orderId":1,"autoRenew":false}',
      signature:
        '9b59fcfdc2e5ecfa9b8a9245d9c0d220543b9fbd43babd47d525939fd14a5e3fa97b328842147ca6154c32af49996a87',
    },
    {
      path: '/api/v3.2/invest/redeem',
      nonce: '1624985375123',
      body: '{"orderId":1,"amount":12.34}',
      signature:
        '2dd2d78c2370d8c30347d86c143920c9e1240234294c639cf96c1deeb0f85c316f016c48843bc95314bcd4e1a5806f36',
    },
  ])('the known signature of $path is accepted, and no other body', ({ path, nonce, body, signature }) => {
    const secret = '848db84ac252b6726e5f6e7a711d9c96d9fd77d020151b45839a5b59c37203bx';
    const account = { ...testAccount(), secret };
    const call: Call = {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      contentType: 'application/json',
      apiKey: 'key',
      nonce,
      signature,
      body: () => Promise.resolve(body),
    };
    const rules = { now: Number(nonce), nonceWindowMs: 0, needs: [] };
    expect(authenticate(account, call, body, rules)).toMatchObject({
      ok: true,
      value: { lastNonce: Number(nonce) },
    });
    expect(authenticate(account, call, `${body} `, rules)).toMatchObject({
      ok: false,
      reason: { failure: 'signature' },
    });
  });

  test('the query string is not signed', async () => {
    const { get } = await openExchange();
    expect(await get('/invest/history?pageNumber=2&pageSize=50')).toMatchObject(ok);
  });

  test('a wrong secret, an unknown key and a missing header are 401 in shape A', async () => {
    const { get, person, simulator } = await openExchange();
    const shapeA = {
      code: 10002,
      msg: 'UNAUTHORIZED: Authentication Failed',
      time: START,
      data: null,
      success: false,
    };
    const wrong = await get('/invest/orders', { ...person, secret: 'wrong' });
    expect({ status: wrong.status, json: wrong.json() }).toEqual({ status: 401, json: shapeA });
    expect(await get('/invest/orders', { apiKey: 'unknown', secret: 's' })).toMatchObject({ status: 401 });
    const bare = await simulator.fetch('http://exchange.test/spot/api/v3.2/invest/orders');
    expect(bare.status).toBe(401);
  });

  test('a nonce must rise: the same or a smaller one is refused and changes nothing', async () => {
    const { send, signed } = await openExchange();
    const path = '/api/v3.2/invest/orders';
    expect(await send(signed(path, undefined, { nonce: START + 10 }))).toMatchObject(ok);
    expect(await send(signed(path, undefined, { nonce: START + 10 }))).toMatchObject({ status: 401 });
    expect(await send(signed(path, undefined, { nonce: START + 9 }))).toMatchObject({ status: 401 });
    expect(await send(signed(path, undefined, { nonce: START + 11 }))).toMatchObject(ok);
  });

  test.each([
    { offset: -60_001, status: 401 },
    { offset: -60_000, status: 200 },
    { offset: 60_000, status: 200 },
    { offset: 60_001, status: 401 },
  ])('a nonce $offset ms off the clock is answered $status', async ({ offset, status }) => {
    const { send, signed } = await openExchange();
    expect(await send(signed('/api/v3.2/invest/orders', undefined, { nonce: START + offset }))).toMatchObject(
      { status },
    );
  });

  test('the window is measured in real time, so a fast clock widens it', async () => {
    const { send, signed, clock } = await openExchange();
    clock.setSpeed(100);
    expect(
      await send(signed('/api/v3.2/invest/orders', undefined, { nonce: START + 6_000_000 })),
    ).toMatchObject(ok);
  });

  test('a skewed exchange judges by its own clock and tells it', async () => {
    const { get, control, simulator } = await openExchange();
    control.setSkew(600_000);
    expect(await get('/invest/orders')).toMatchObject({ status: 401 });
    const time = await simulator.fetch('http://exchange.test/spot/api/v3.2/time');
    expect(await time.json()).toEqual({
      iso: new Date(START + 600_000).toISOString(),
      epoch: (START + 600_000) / 1000,
    });
    control.setSkew(0);
    expect(await get('/invest/orders')).toMatchObject(ok);
  });

  test('a clock that steps back keeps what it has shown, and new rows never come before old ones', async () => {
    const { control, clock, deposit, get } = await openExchange({ settings: { nonceWindowMs: 2 * HOUR } });
    await deposit('OPENUSDT0001', 5);
    clock.jump(-HOUR);
    expect(await deposit('OPENUSDT0001', 6)).toMatchObject(ok);
    expect((await get('/invest/history')).json()).toMatchObject({
      totalRows: 2,
      data: [{ amount: 6 }, { amount: 5 }],
    });
    expect((await control.ledger()).effects.map(({ at }) => at)).toEqual([START, START]);
  });

  test('a missing permission is refused with 403 or 401, and uses up the nonce', async () => {
    const { control, get, person, deposit, send, signed } = await openExchange();
    await control.setPermissions(person.apiKey, { read: true, wallet: true, trading: false });
    const request = signed(
      '/api/v3.2/invest/deposit',
      '{"productId":"OPENUSDT0001","amount":1,"renew":false,"day":1}',
    );
    expect(await send(request)).toMatchObject({ status: 403 });
    expect(await send(request)).toMatchObject({ status: 401 });
    await control.setSettings({ missingPermissionStatus: 401 });
    expect(await deposit('OPENUSDT0001', 1)).toMatchObject({ status: 401 });
    expect(await get('/invest/orders')).toMatchObject(ok);
    await control.setPermissions(person.apiKey, { read: false, wallet: true, trading: true });
    expect(await get('/user/wallet')).toMatchObject({ status: 401 });
    expect(await deposit('OPENUSDT0001', 1)).toMatchObject(ok);
  });

  test('a second key of the same person sees the same orders and has its own nonce', async () => {
    const { control, person, post, get, effects } = await openExchange();
    const second = await control.createAccount({ keyOf: person.apiKey });
    expect(
      await post('/invest/deposit', { productId: 'OPENUSDT0001', amount: 5, renew: false, day: 1 }, second),
    ).toMatchObject(ok);
    expect((await get('/invest/orders')).json()).toEqual((await get('/invest/orders', second)).json());
    expect(await effects('deposit')).toMatchObject([{ apiKey: person.apiKey }]);
    await control.site(second.apiKey, { kind: 'close', orderId: 1 });
    expect((await get('/invest/orders')).text).toBe('[]');
    expect(await get('/invest/orders', { ...second, secret: 'wrong' })).toMatchObject({ status: 401 });
  });
});

describe('the money calls', () => {
  test('deposit answers success, once, and the ledger shows one effect with its nonce', async () => {
    const { deposit, effects, control } = await openExchange();
    const answer = await deposit('OPENUSDT0001', 100.99);
    expect(answer.text).toBe('{"success":true}');
    expect(await effects('deposit')).toMatchObject([{ by: 'request', amount: '100.99', realAt: START }]);
    const { requests } = await control.ledger();
    expect(requests).toMatchObject([
      { method: 'POST', path: '/api/v3.2/invest/deposit', status: 200, executed: true, fault: null },
    ]);
  });

  test('redeem and renew answer as the specification says', async () => {
    const { deposit, post, get } = await openExchange();
    await deposit('FIXEDUSDT001', 100, 7);
    expect((await post('/invest/renew', { orderId: 1, autoRenew: true })).text).toBe(
      '{"orderId":1,"autoRenew":true}',
    );
    expect((await get('/invest/orders')).json()).toMatchObject([{ id: 1, autoRenew: true }]);
    expect((await post('/invest/redeem', { orderId: 1, amount: 100 })).text).toBe('{"success":true}');
    expect((await get('/invest/orders')).text).toBe('[]');
  });

  test.each([
    { body: '{"productId":"OPENUSDT0001","amount":"5","renew":false,"day":1}', message: 'Invalid amount' },
    { body: '{"productId":"OPENUSDT0001","amount":5e0,"renew":false,"day":1}', message: 'Invalid amount' },
    { body: '{"productId":7,"amount":5,"renew":false,"day":1}', message: 'Invalid productId' },
    { body: '{"productId":"OPENUSDT0001","amount":5,"renew":"no","day":1}', message: 'Invalid renew' },
    { body: '{"productId":"OPENUSDT0001","amount":5,"renew":false,"day":1.5}', message: 'Invalid day' },
    { body: 'not json', message: 'Invalid productId' },
    { body: '[1]', message: 'Invalid productId' },
  ])('the deposit $body is a bad parameter', async ({ body, message }) => {
    const { send, signed, effects } = await openExchange();
    const answer = await send(signed('/api/v3.2/invest/deposit', body));
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ status: 400, errorCode: -2, message, extraData: null });
    expect(await effects('deposit')).toEqual([]);
  });

  test.each([
    { path: '/invest/redeem', body: { orderId: 'x', amount: 1 }, message: 'Invalid orderId' },
    { path: '/invest/redeem', body: { orderId: 1, amount: '1' }, message: 'Invalid amount' },
    { path: '/invest/renew', body: { orderId: -1, autoRenew: true }, message: 'Invalid orderId' },
    { path: '/invest/renew', body: { orderId: 1 }, message: 'Invalid autoRenew' },
    { path: '/invest/renew', body: { orderId: 1, autoRenew: true }, message: 'Order not found' },
  ])('$path of $body says $message', async ({ path, body, message }) => {
    const { post } = await openExchange();
    expect((await post(path, body)).json()).toMatchObject({ errorCode: -2, message });
  });

  test.each([
    {
      shape: 'A' as const,
      status: 400,
      has: { code: 51523, msg: 'Insufficient wallet balance', success: false },
    },
    { shape: 'B' as const, status: 400, has: { errorCode: 51523, message: 'Insufficient wallet balance' } },
    { shape: 'C' as const, status: 400, has: { code: 51523, error: 'Bad Request' } },
    { shape: 'D' as const, status: 200, has: { success: false } },
  ])('a refusal can have shape $shape', async ({ shape, status, has }) => {
    const { control, deposit } = await openExchange({ settings: { refusalShape: shape } });
    const answer = await deposit('OPENUSDT0001', 10_001);
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject(has);
    expect((await control.ledger()).requests).toMatchObject([{ executed: false }]);
  });

  test('what is no call of the API is refused as such', async () => {
    const { get, post, simulator, send, signed } = await openExchange();
    expect(await get('/invest/nothing')).toMatchObject({ status: 404 });
    expect(await send(signed('/api/v9.9/invest/orders'))).toMatchObject({ status: 404 });
    expect(await post('/invest/orders', {})).toMatchObject({ status: 405 });
    const request = signed('/api/v3.2/invest/deposit', '{}');
    request.headers['content-type'] = 'text/plain';
    expect(await send(request)).toMatchObject({ status: 415 });
    expect(await send(signed('/api/v3.2/invest/deposit', ' '.repeat(100_001)))).toMatchObject({
      status: 400,
    });
    expect((await simulator.fetch('http://exchange.test/elsewhere')).status).toBe(404);
  });

  test('more digits than a float holds arrive exactly', async () => {
    const { control, person, send, signed, get } = await openExchange();
    await control.setBalances(person.apiKey, { GBP: amountOf('99999999999999.99999999') });
    const body = '{"productId":"LENDWGBP000001","amount":99999999999999.99999999,"renew":false,"day":1}';
    expect(await send(signed('/api/v3.2/invest/deposit', body))).toMatchObject(ok);
    expect((await get('/invest/orders')).text).toContain('"investAmt":99999999999999.99999999');
  });
});

describe('what a person holds', () => {
  test('an open-ended order looks as in the specification', async () => {
    const { deposit, get, clock } = await openExchange();
    await deposit('OPENETH00001', 5);
    clock.jump(4 * HOUR);
    expect((await get('/invest/orders')).json()).toEqual([
      {
        id: 1,
        name: 'ETH Flex Savings',
        currency: 'ETH',
        type: 'Flex',
        rate: 1.15,
        investAmt: 5.00015753,
        interestEarned: 0.00015753,
        nextInterestPayoutTime: FIRST_PAYOUT + DAY,
        startTime: 0,
        endTime: 0,
        duration: DAY,
        payoutLockTime: 300_000,
        autoRenew: false,
        compounding: true,
        autoRenewSupported: false,
        dailyLimit: 0,
        redemptionProcessing: false,
      },
    ]);
  });

  test('interestEarned is the running total or the last payout', async () => {
    const { deposit, get, clock, control } = await openExchange();
    await deposit('OPENUSDT0001', 1000);
    clock.jump(3 * DAY);
    expect((await get('/invest/orders')).json()).toMatchObject([{ interestEarned: 0.36986301 }]);
    await control.setSettings({ interestEarned: 'last' });
    expect((await get('/invest/orders')).json()).toMatchObject([{ interestEarned: 0.12328767 }]);
  });

  test('the rate of an open-ended order follows the market, a fixed one keeps its own', async () => {
    const { deposit, get, control } = await openExchange();
    await deposit('OPENUSDT0001', 100);
    await deposit('FIXEDUSDT001', 100, 7);
    control.setRate('OPENUSDT0001', 1, amountOf('2'));
    control.setRate('FIXEDUSDT001', 7, amountOf('2'));
    expect((await get('/invest/orders')).json()).toMatchObject([{ rate: 2 }, { rate: 5.2 }]);
  });

  test('a redemption that runs is shown, without a next payout when everything goes', async () => {
    const { deposit, get, post } = await openExchange({ settings: { redemptionDelayMs: HOUR } });
    await deposit('OPENUSDT0001', 100);
    await post('/invest/redeem', { orderId: 1, amount: 100 });
    expect((await get('/invest/orders')).json()).toMatchObject([
      { redemptionProcessing: true, investAmt: 100, nextInterestPayoutTime: 0 },
    ]);
  });

  test('the wallet lists free coins', async () => {
    const { deposit, get } = await openExchange();
    await deposit('OPENUSDT0001', 100.5);
    expect((await get('/user/wallet')).json()).toContainEqual({
      currency: 'USDT',
      total: 9899.5,
      available: 9899.5,
    });
  });

  test('numbers can be JSON strings everywhere', async () => {
    const { deposit, get } = await openExchange({ settings: { numbersAsText: true } });
    await deposit('OPENUSDT0001', 5);
    expect((await get('/invest/orders')).json()).toMatchObject([
      { id: '1', investAmt: '5', rate: '4.5', endTime: '0' },
    ]);
    expect((await get('/invest/history')).json()).toMatchObject({
      totalRows: '1',
      data: [{ amount: '5', txnTime: String(START) }],
    });
    expect((await get('/user/wallet')).json()).toContainEqual({
      currency: 'USDT',
      total: '9995',
      available: '9995',
    });
  });
});

interface HistoryAnswer {
  readonly totalRows: number;
  readonly pageSize: number;
  readonly data: readonly { readonly amount: number }[];
}

describe('history', () => {
  async function withDeposits(count: number, settings = {}) {
    const exchange = await openExchange({ settings });
    for (let n = 1; n <= count; n += 1) {
      await exchange.control.site(exchange.person.apiKey, {
        kind: 'deposit',
        productId: 'OPENUSDT0001',
        amount: amountOf(String(n)),
      });
      exchange.clock.jump(1_000);
    }
    const page = async (query: string) =>
      (await exchange.get(`/invest/history${query}`)).json() as HistoryAnswer;
    return { ...exchange, page };
  }
  const amounts = (rows: HistoryAnswer['data']) => rows.map(({ amount }) => amount);

  test('has pages of ten unless asked otherwise, newest first', async () => {
    const { page } = await withDeposits(12);
    const first = await page('');
    expect(first).toMatchObject({ totalRows: 12, pageNumber: 1, pageSize: 10 });
    expect(amounts(first.data)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(amounts((await page('?pageNumber=2')).data)).toEqual([2, 1]);
    expect((await page('?pageNumber=3')).data).toEqual([]);
  });

  test('shows at most fifty rows a page', async () => {
    const { page } = await withDeposits(52);
    const big = await page('?pageSize=500');
    expect(big.pageSize).toBe(50);
    expect(big.data).toHaveLength(50);
  });

  test.each(['?pageNumber=0', '?pageSize=0', '?pageNumber=x', '?pageSize=-1'])(
    '%s is a bad parameter',
    async (query) => {
      const { page } = await withDeposits(0);
      expect(await page(query)).toMatchObject({ errorCode: -2 });
    },
  );

  test('can come oldest first, as a bare array, without interest', async () => {
    const { get } = await withDeposits(3, {
      historyOrder: 'oldest-first',
      historyShape: 'bare',
      rowsTellInterest: false,
    });
    const rows = (await get('/invest/history?pageSize=2')).json() as HistoryAnswer['data'];
    expect(amounts(rows)).toEqual([1, 2]);
    expect(rows[0]).toEqual({
      txnTime: START,
      name: 'USDT Flex Savings',
      currency: 'USDT',
      rate: 4.5,
      type: 'Flex',
      txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
      amount: 1,
      totalAmount: 1,
      duration: 0,
    });
  });

  test('can be late: a row shows up at its moment and not before', async () => {
    const { page, clock } = await withDeposits(1, { historyLateMs: HOUR });
    expect(await page('')).toMatchObject({ totalRows: 0 });
    clock.jump(HOUR - 1_001);
    expect(await page('')).toMatchObject({ totalRows: 0 });
    clock.jump(1);
    expect(await page('')).toMatchObject({ totalRows: 1 });
  });

  test('leaves interest out where the exchange has no rows for it', async () => {
    const { page, clock } = await withDeposits(1, { interestRows: false });
    clock.jump(3 * DAY);
    expect(await page('')).toMatchObject({ totalRows: 1 });
  });
});

describe('prices', () => {
  test.each([
    { query: 'baseCurrency=BTC&amount=1&quoteCurrency=USD', rate: '64250.5' },
    { query: 'baseCurrency=BTC&amount=2&quoteCurrency=USD', rate: '128501' },
    { query: 'baseCurrency=USDT&quoteCurrency=USD', rate: '1' },
  ])('$query is $rate dollars, to anybody', async ({ query, rate }) => {
    const { simulator } = await openExchange();
    const response = await simulator.fetch(
      `http://exchange.test/public-api/wallet/v1/assets/exchangeRate?${query}`,
    );
    expect(await response.json()).toMatchObject({ success: true, code: 1, data: { rate } });
  });

  test.each([
    'baseCurrency=NONE&quoteCurrency=USD',
    'baseCurrency=BTC&quoteCurrency=EUR',
    'baseCurrency=BTC&amount=x&quoteCurrency=USD',
  ])('%s has no price', async (query) => {
    const { simulator } = await openExchange();
    const response = await simulator.fetch(
      `http://exchange.test/public-api/wallet/v1/assets/exchangeRate?${query}`,
    );
    expect(await response.json()).toMatchObject({ success: false, data: null });
  });
});
