import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { failure } from '../../src/exchange/errors.ts';
import {
  createPrices,
  PRICE_FAILURE_LIFE_MS,
  PRICE_LIFE_MS,
  type PriceResult,
} from '../../src/exchange/prices.ts';
import { createManualClock } from './fakes.ts';

function createAsked(answer: PriceResult) {
  const clock = createManualClock();
  const asked: string[] = [];
  const prices = createPrices(clock, async (currency) => {
    asked.push(currency);
    return answer;
  });
  return { clock, asked, prices };
}

const PRICE = ok(amountOf('19026.12'));
const FAILURE = fail(failure('unavailable'));

describe('prices', () => {
  it('are asked once by all who wait together', async () => {
    const { prices, asked } = createAsked(PRICE);
    const results = await Promise.all([
      prices.dollarPrice('BTC'),
      prices.dollarPrice('BTC'),
      prices.dollarPrice('ETH'),
    ]);
    expect(results).toEqual([PRICE, PRICE, PRICE]);
    expect(asked).toEqual(['BTC', 'ETH']);
  });

  it.each([
    ['a price', PRICE, PRICE_LIFE_MS],
    ['a failure', FAILURE, PRICE_FAILURE_LIFE_MS],
  ])('remember %s for its time and not longer', async (_what, answer, lifeMs) => {
    const { prices, asked, clock } = createAsked(answer);
    await prices.dollarPrice('BTC');
    clock.advance(lifeMs - 1);
    await prices.dollarPrice('BTC');
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await prices.dollarPrice('BTC');
    expect(asked).toHaveLength(2);
  });

  it('are asked again when the clock is set back', async () => {
    const { prices, asked, clock } = createAsked(PRICE);
    await prices.dollarPrice('BTC');
    clock.advance(-1);
    await prices.dollarPrice('BTC');
    expect(asked).toHaveLength(2);
  });

  it('forget the oldest coin when there are too many', async () => {
    const { prices, asked } = createAsked(PRICE);
    for (let coin = 0; coin <= 500; coin += 1) await prices.dollarPrice(`C${coin}`);
    await prices.dollarPrice('C500');
    expect(asked).toHaveLength(501);
    await prices.dollarPrice('C0');
    expect(asked).toHaveLength(502);
  });
});
