// The specification's own example answers and the published signature vectors, verbatim.

export const PRODUCTS = `[
  {
    "id": "OPENETH00001",
    "name": "ETH Flex Savings",
    "currency": "ETH",
    "type": "Flex",
    "startDate": 1610685918000,
    "interestStartDate": 1610719200000,
    "rates":
    [
      {
        "days": 1,
        "rate": 1.15
      }
    ],
    "compounding": true,
    "autoRenewSupported": false,
    "dailyLimit": 10.0,
    "minSize": 1.00000000,
    "incrementalSize": 1.00000000
  }
]`;

export const ORDERS = `[
  {
    "id": 456,
    "name": "ETH Flex Savings",
    "currency": "ETH",
    "type": "Flex",
    "rate": 1.15,
    "investAmt": 10.00000000,
    "interestEarned": 0.00031507,
    "nextInterestPayoutTime": 1610632800000,
    "startTime": 0,
    "endTime": 0,
    "duration": 86400000,
    "payoutLockTime": 300000,
    "autoRenew": false,
    "compounding": true,
    "autoRenewSupported": false,
    "dailyLimit": 0,
    "redemptionProcessing": false
  }
]`;

export const HISTORY = `{
  "totalRows": 1,
  "pageNumber": 1,
  "pageSize": 10,
  "data": [
    {
      "txnTime": 1598918400000,
      "name": "USDT Flex Savings",
      "currency": "USDT",
      "rate": 0.5,
      "type": "Flex",
      "txnType": "INVEST_SERVICE_TYPE_DEPOSIT",
      "amount": 100,
      "totalAmount": 2000,
      "interestEarned": 1.22,
      "duration": 0
    }
  ]
}`;

export const SUCCESS = `{
    "success": true
}`;

export const RENEW_ECHO = `{
    "orderId": 1,
    "autoRenew": false
}`;

export const VECTOR_SECRET = '848db84ac252b6726e5f6e7a711d9c96d9fd77d020151b45839a5b59c37203bx';

const ORDER_BODY =
  '{"postOnly":false,"price":8500.0,"side":"BUY","size":0.002,"stopPrice":0.0,"symbol":"BTC-USD","time_in_force":"GTC","trailValue":0.0,"triggerPrice":0.0,"txType":"LIMIT","type":"LIMIT"}';
const QUOTE_BODY =
  '{"orderSizeInBaseCurrency":1,"orderAmountInOrderCurrency":0,"side":"buy","baseCurrency":"BTC","orderCurrency":"USD"}';

/** path, nonce, body, signature: published by the exchange. */
export const PUBLISHED_VECTORS: readonly (readonly [string, number, string, string])[] = [
  [
    '/api/v3.2/user/wallet',
    1624984297330,
    '',
    '14b986706a4368221e0af14a6725377161805e7a57d568220478cb3590ce532d4fad4ac68e6c02a14afced6a0619bfd3',
  ],
  [
    '/api/v3.2/order',
    1624985375123,
    ORDER_BODY,
    'e9cd0babdf497b536d1e48bc9cf1fadad3426b36406b5747d77ae4e3cdc9ab556863f2d0cf78e0228c39a064ad43afb7',
  ],
  [
    '/api/v2.1/user/wallet',
    1624984297330,
    '',
    'ea4f1f2b43a0f4d750ae560c5274d6214d140fcab3093da5f4a83e36828535bd2ba7b12160cd12199596f422c8883333',
  ],
  [
    '/api/v1/quote',
    1624985375123,
    QUOTE_BODY,
    '8ee43810606da581fb6ce03e10370f89125c2269a64de832a55cea219795e9ae0c3df86b51afbafdd28c03b16acd1427',
  ],
];

export const INVEST_NONCE = 1624985375123;

/** Computed by us with the same secret and nonce, to pin the rule for the Earn paths. */
export const INVEST_VECTORS = {
  products:
    'fe20d508d441d96486ffc1187cdf16f45090c5c324029c68ab603b50faba528185593083fbaf47980aec5730d3fbf1c7',
  history: 'da39c5cacecb0cdb72327228333b6820f3d45b0f4628fff022586c4d506e1a09419a6d422e7fbb2eed06f71a4a7b69c0',
  deposit: '7a01967955b1fbce522b2446eebb8c496f9ee8584472762d12f71ec4710b232006df9db896300503776c01653c3364b3',
  renew: '9b59fcfdc2e5ecfa9b8a9245d9c0d220543b9fbd43babd47d525939fd14a5e3fa97b328842147ca6154c32af49996a87',
  redeem: '2dd2d78c2370d8c30347d86c143920c9e1240234294c639cf96c1deeb0f85c316f016c48843bc95314bcd4e1a5806f36',
} as const;

export const DEPOSIT_BODY = '{"productId":"OPENUSDT0001","amount":100.99,"renew":true,"day":7}';
export const RENEW_BODY = '{"orderId":1,"autoRenew":false}';
export const REDEEM_BODY = '{"orderId":1,"amount":12.34}';
