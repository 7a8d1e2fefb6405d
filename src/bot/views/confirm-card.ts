// The confirm card of a money move: everything the person agrees to, and one button that names it.
// The amount on the button comes from the stored operation; the button itself carries only random ids.
import type { Button, View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import { type Amount, isPositive, isZero, subtract } from '../../domain/money.ts';
import type { Move, Operation, Terms } from '../../domain/operation.ts';
import type { Order } from '../../domain/order.ts';
import { isOpenEnded, type Product, productKind } from '../../domain/product.ts';
import { DAY_MS, interestOver, interestPerDay } from '../../domain/projection.ts';
import type { RedeemWarning } from '../../domain/redeem-rules.ts';
import { button, opensNew } from '../action.ts';
import { bold, type Html, html, lines } from '../html.ts';
import { firstFitting, fittedLabel, keyboard } from './keyboard.ts';
import {
  accountLabel,
  accountTag,
  environmentMark,
  onOff,
  productTitle,
  tagLine,
  termText,
} from './names.ts';
import type { Reader } from './reader.ts';

export interface ConfirmFacts {
  readonly operation: Operation;
  readonly account: Account;
  readonly product: Product | undefined;
  readonly order: Order | undefined;
  readonly warnings: readonly RedeemWarning[];
  /** The environment's clock, for start and end. */
  readonly environmentNow: number;
  readonly note: Html | undefined;
  /** It comes by itself where another card stood a moment ago: a second tap on that one must not confirm this one. */
  readonly cameByItself?: boolean;
}

type Deposit = Extract<Move, { readonly kind: 'deposit' }>;
type Redeem = Extract<Move, { readonly kind: 'redeem' }>;
type Renew = Extract<Move, { readonly kind: 'renew' }>;

function spanLine(reader: Reader, move: Deposit, facts: ConfirmFacts): Html {
  const { environment } = facts.account;
  const start = Math.max(facts.environmentNow, facts.product?.interestStartDate ?? 0);
  const from = reader.format.moment(start, environment, 'day');
  if (isOpenEnded(move.product.type, move.days)) return reader.text.confirm.starts(from);
  return reader.text.confirm.startsEnds(
    from,
    reader.format.moment(start + move.days * DAY_MS, environment, 'day'),
  );
}

function interestLine(reader: Reader, move: Deposit, terms: Terms): Html {
  const { confirm } = reader.text;
  const money = (amount: Amount) => reader.format.money(amount, move.product.currency);
  const aDay = money(interestPerDay(move.amount, terms.rate));
  if (isOpenEnded(move.product.type, move.days)) return confirm.perDay(aDay);
  return confirm.perDayAndEnd(aDay, money(interestOver(move.amount, terms.rate, move.days)));
}

function depositLines(
  reader: Reader,
  move: Deposit,
  facts: ConfirmFacts,
): readonly (Html | string | undefined)[] {
  const { text, format } = reader;
  const { terms } = facts.operation;
  const free = terms.available;
  const renews = facts.product?.autoRenewSupported ?? move.renew;
  return [
    text.confirm.deposit(
      format.money(move.amount, move.product.currency),
      productTitle(reader, move.product),
    ),
    text.confirm.rate(format.percent(terms.rate), termText(reader, move.product, move.days)),
    interestLine(reader, move, terms),
    spanLine(reader, move, facts),
    text.products.early[productKind(move.product.type)],
    renews ? text.confirm.renewal(onOff(reader, move.renew)) : text.confirm.renewalUnsupported,
    free === undefined
      ? undefined
      : text.confirm.freeAfter(format.money(subtract(free, move.amount), move.product.currency)),
  ];
}

function redeemLines(
  reader: Reader,
  move: Redeem,
  facts: ConfirmFacts,
): readonly (Html | string | undefined)[] {
  const { text, format } = reader;
  const money = (amount: Amount) => format.money(amount, move.product.currency);
  const { order } = facts;
  const left = order === undefined ? undefined : subtract(order.investAmt, move.amount);
  return [
    text.confirm.redeem(money(move.amount), productTitle(reader, move.product)),
    text.orders.number(move.orderId),
    order === undefined || isZero(order.interestEarned)
      ? undefined
      : text.orders.earned(money(order.interestEarned)),
    move.whole || left === undefined || !isPositive(left)
      ? text.confirm.whole
      : text.confirm.leftAfter(money(left)),
    ...facts.warnings.map((warning) => bold(text.redeem.warnings[warning])),
  ];
}

function renewLines(reader: Reader, move: Renew): readonly (Html | string)[] {
  const { confirm, orders } = reader.text;
  const title = productTitle(reader, move.product);
  return move.autoRenew
    ? [confirm.renewOn(title), orders.number(move.orderId), confirm.renewOnText]
    : [confirm.renewOff(title), orders.number(move.orderId), confirm.renewOffText];
}

function moveLines(reader: Reader, facts: ConfirmFacts): readonly (Html | string | undefined)[] {
  const { move } = facts.operation;
  switch (move.kind) {
    case 'deposit':
      return depositLines(reader, move, facts);
    case 'redeem':
      return redeemLines(reader, move, facts);
    case 'renew':
      return renewLines(reader, move);
  }
}

function verbLabel(reader: Reader, move: Move): string {
  const { confirm } = reader.text;
  switch (move.kind) {
    case 'deposit': {
      const amount = reader.format.label(move.amount, move.product.currency);
      return amount === undefined
        ? confirm.hiddenDeposit
        : firstFitting(confirm.depositButton(amount), confirm.hiddenDeposit);
    }
    case 'redeem': {
      const amount = reader.format.label(move.amount, move.product.currency);
      return amount === undefined
        ? confirm.hiddenRedeem
        : firstFitting(confirm.redeemButton(amount), confirm.hiddenRedeem);
    }
    case 'renew':
      return move.autoRenew ? confirm.renewOnButton : confirm.renewOffButton;
  }
}

/** "Deposit 500 USDT to Earn · Main": the account's name gives way where the label gets too long, the amount never. */
export function confirmLabel(reader: Reader, move: Move, account: Account): string {
  return fittedLabel({ name: accountTag(reader, account), told: verbLabel(reader, move), first: 'told' });
}

/** A redemption that costs something is red, and stands where the amount buttons did not. */
export function viewConfirmCard(reader: Reader, facts: ConfirmFacts): View {
  const { operation, account } = facts;
  const loss = facts.warnings.includes('early') || facts.warnings.includes('loses_interest');
  const confirm: Button = button(
    confirmLabel(reader, operation.move, account),
    { kind: 'confirm', operationId: operation.id },
    loss ? 'danger' : 'success',
  );
  const cancel = button(reader.text.common.cancel, { kind: 'cancel', operationId: operation.id });
  return {
    text: lines(
      tagLine(reader, account),
      facts.note,
      ...moveLines(reader, facts),
      reader.text.confirm.account(
        html`${accountLabel(account)} · ${environmentMark(reader, account.environment) ?? reader.text.common.live}`,
      ),
      html`<i>${reader.text.confirm.life}</i>`,
    ),
    keyboard: keyboard(
      ...rowsOf(reader, confirm, cancel, { loss, cameByItself: facts.cameByItself ?? false }),
    ),
  };
}

function rowsOf(
  reader: Reader,
  confirm: Button,
  cancel: Button,
  card: { readonly loss: boolean; readonly cameByItself: boolean },
): readonly (readonly Button[])[] {
  if (card.cameByItself) return [[cancel], [opensNew(reader.text.common.home, { name: 'home' })], [confirm]];
  return card.loss ? [[cancel], [confirm]] : [[confirm], [cancel]];
}
