// What a message says became of a money move is read from the bot's own words, whatever they become.
import { expect, it } from 'vitest';
import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import { amountOf } from '../../../src/domain/money.ts';
import { FLEX_USDT, plain } from '../../e2e/words.ts';
import { type MoveTold, readMove } from './told-moves.ts';

const { receipts } = CATALOGUES.en;
const deposit = receipts.whatDeposit('1,050.01 USDT', FLEX_USDT);
const redeem = receipts.whatRedeem('33.33 USDT', FLEX_USDT);

it('reads an outcome with its amount', () => {
  const amount = amountOf('1050.01');
  const read = { told: 'done', amount, currency: 'USDT' };
  expect(readMove(plain(receipts.doneDeposit('1,050.01 USDT', FLEX_USDT)))).toEqual({
    ...read,
    kind: 'deposit',
  });
  expect(readMove(plain(receipts.doneRedeem('1,050.01 USDT', FLEX_USDT)))).toEqual({
    ...read,
    kind: 'redeem',
  });
});

it.each<
  [
    keyof typeof receipts &
      ('rejected' | 'expired' | 'cancelled' | 'didNot' | 'notFound' | 'unknown' | 'needsReview'),
    MoveTold,
  ]
>([
  ['rejected', 'not_done'],
  ['expired', 'not_done'],
  ['cancelled', 'not_done'],
  ['didNot', 'not_done'],
  ['notFound', 'absent'],
  ['unknown', 'open'],
  ['needsReview', 'open'],
])('reads the words of "%s" as %s', (word, told) => {
  expect(readMove(plain(receipts[word](deposit)))).toMatchObject({ told, kind: 'deposit' });
  expect(readMove(plain(receipts[word](redeem)))).toMatchObject({ told, kind: 'redeem', amount: '33.33' });
});

it('reads nothing from what is no outcome', () => {
  const card = CATALOGUES.en.confirm.deposit('50 USDT', FLEX_USDT);
  for (const piece of [card, receipts.sending(deposit), receipts.doneRenewOn(FLEX_USDT)]) {
    expect(readMove(plain(piece))).toBeUndefined();
  }
});
