// A move in words: what it is, in one short phrase, for receipts, lists and warnings.
import type { Move } from '../../domain/operation.ts';
import type { Html } from '../html.ts';
import { productTitle } from './names.ts';
import type { Reader } from './reader.ts';

/** "deposit of 500 USDT · Flexible USDT". */
export function whatOf(reader: Reader, move: Move): Html {
  const { receipts } = reader.text;
  const title = productTitle(reader, move.product);
  switch (move.kind) {
    case 'deposit':
      return receipts.whatDeposit(reader.format.money(move.amount, move.product.currency), title);
    case 'redeem':
      return receipts.whatRedeem(reader.format.money(move.amount, move.product.currency), title);
    case 'renew':
      return move.autoRenew ? receipts.whatRenewOn(title) : receipts.whatRenewOff(title);
  }
}
