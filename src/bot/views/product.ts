// One product in full: every term with what 1,000 would earn, its rules, and the way to a deposit of it.
import type { View } from '../../app/ports.ts';
import { type Amount, amountOf, isPositive } from '../../domain/money.ts';
import { isOpenEnded, type Product, productKind, type Term } from '../../domain/product.ts';
import { earnOn1000, interestPerDay } from '../../domain/projection.ts';
import { button, opens } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { backTo, homeButton, inRows, keyboard } from './keyboard.ts';
import { exchangeName, type NamedAccount, productTitle, tagLine, termText } from './names.ts';
import type { Reader } from './reader.ts';

/** More terms than this get no button of their own. */
const TERM_BUTTONS_MAX = 4;
const THOUSAND = amountOf('1000');

export interface ProductFacts {
  /** Undefined before connecting. */
  readonly account: NamedAccount | undefined;
  /** The account's key may move money. */
  readonly canMove: boolean;
}

function termLine(reader: Reader, product: Product, term: Term): Html {
  const { products } = reader.text;
  const rate = reader.format.percent(term.rate);
  const example = (amount: Amount) => `${reader.format.number(amount)} ${product.currency}`;
  return isOpenEnded(product.type, term.days)
    ? products.flexTerm(rate, example(interestPerDay(THOUSAND, term.rate)))
    : products.term(termText(reader, product, term.days), rate, example(earnOn1000(term)));
}

function factLines(
  reader: Reader,
  product: Product,
  account: NamedAccount | undefined,
): readonly (Html | string)[] {
  const { products } = reader.text;
  const stated = (amount: Amount, line: (shown: string) => Html): Html[] =>
    isPositive(amount) ? [line(`${reader.format.number(amount)} ${product.currency}`)] : [];
  const moment = (ms: number) => reader.format.moment(ms, account?.environment ?? 'live', 'minute');
  return [
    ...stated(product.minSize, products.minimum),
    ...stated(product.incrementalSize, products.step),
    ...stated(product.dailyLimit, products.dailyLimit),
    ...(product.startDate > 0 ? [products.starts(moment(product.startDate))] : []),
    ...(product.interestStartDate > 0 ? [products.interestFrom(moment(product.interestStartDate))] : []),
    ...(product.compounding ? [products.compounding] : []),
    product.autoRenewSupported ? products.autoRenew : products.noAutoRenew,
    products.early[productKind(product.type)],
  ];
}

export function viewProduct(reader: Reader, product: Product, facts: ProductFacts): View {
  const { products } = reader.text;
  const terms = product.rates.toSorted((a, b) => a.days - b.days);
  const name = exchangeName(product);
  const start = (term?: Term) => ({
    kind: 'start_deposit' as const,
    productId: product.id,
    ...(term === undefined ? {} : { days: term.days }),
  });
  const several = terms.length > 1 && terms.length <= TERM_BUTTONS_MAX;
  const deposits = several
    ? terms.map((term) =>
        button(
          products.depositTerm(termText(reader, product, term.days), reader.format.percent(term.rate)),
          start(term),
        ),
      )
    : [button(products.deposit, start(), 'primary')];
  return {
    text: lines(
      tagLine(reader, facts.account),
      html`<b>${productTitle(reader, product)}</b>`,
      name === '' ? undefined : products.exchangeName(name),
      '',
      ...terms.map((term) => termLine(reader, product, term)),
      '',
      ...factLines(reader, product, facts.account),
      facts.account !== undefined && !facts.canMove ? products.viewOnly : undefined,
      // By a link this may be the first thing a person sees of the bot.
      facts.account === undefined ? html`<i>${reader.text.start.unofficial}</i>` : undefined,
    ),
    keyboard: keyboard(
      ...(facts.canMove ? inRows(deposits, 1) : []),
      facts.account === undefined ? waysIn(reader) : [],
      [backTo(reader, { name: 'products', page: 1, purpose: 'look' }), homeButton(reader)],
    ),
  };
}

/** Before connecting: what leads to a deposit. */
function waysIn(reader: Reader) {
  const { start } = reader.text;
  return [
    opens(start.tryPractice, { name: 'practice' }),
    opens(start.connect, { name: 'connect' }, 'primary'),
  ];
}
