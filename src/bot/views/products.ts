// Products: the list by best rate, its filter, and a card with every term. Works before connecting.
import type { View } from '../../app/ports.ts';
import { type Amount, amountOf, compare, isPositive, ZERO } from '../../domain/money.ts';
import { isOpenEnded, type Product, productKind, type Term } from '../../domain/product.ts';
import { earnOn1000, interestPerDay } from '../../domain/projection.ts';
import { button, opens, type Screen } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import {
  backTo,
  homeButton,
  inRows,
  keyboard,
  NUMBER_COLUMNS,
  pageOf,
  pager,
  WORD_COLUMNS,
} from './keyboard.ts';
import { exchangeName, type NamedAccount, productTitle, tagLine, termText, typeName } from './names.ts';
import type { Reader } from './reader.ts';

/** With the filter, the pager and the way home this makes eight rows. */
export const PRODUCTS_A_PAGE = 5;
/** Buttons of a filter: four columns of coins in five rows. */
const COINS_MAX = 20;
const TYPES_MAX = 4;
/** More terms than this get no button of their own. */
const TERM_BUTTONS_MAX = 4;
const THOUSAND = amountOf('1000');

export interface ProductsFacts {
  readonly products: readonly Product[];
  /** Real clock. */
  readonly readAt: number;
  /** Undefined before connecting. */
  readonly account: NamedAccount | undefined;
}

type ProductsScreen = Extract<Screen, { readonly name: 'products' }>;

export function bestRate(product: Product): Amount {
  return product.rates.reduce<Amount>(
    (best, term) => (compare(term.rate, best) === 1 ? term.rate : best),
    ZERO,
  );
}

function matching(products: readonly Product[], screen: ProductsScreen): readonly Product[] {
  return products
    .filter((product) => screen.coin === undefined || product.currency === screen.coin)
    .filter((product) => screen.type === undefined || product.type === screen.type)
    .toSorted((a, b) => compare(bestRate(b), bestRate(a)) || a.currency.localeCompare(b.currency));
}

function productRow(reader: Reader, product: Product): Html {
  const { products } = reader.text;
  const rate = reader.format.percent(bestRate(product));
  const shown = product.rates.length > 1 ? products.upTo(rate) : rate;
  return products.row(productTitle(reader, product), shown, termsText(reader, product));
}

function termsText(reader: Reader, product: Product): string {
  const [only] = product.rates;
  return product.rates.length === 1 && only !== undefined
    ? termText(reader, product, only.days)
    : reader.text.products.terms(product.rates.length);
}

/** The list. In `act` a tap on a product begins the deposit; in `look` it opens the card. */
export function viewProducts(reader: Reader, facts: ProductsFacts, screen: ProductsScreen): View {
  const { text, format } = reader;
  const found = matching(facts.products, screen);
  const paged = pageOf(found, screen.page, PRODUCTS_A_PAGE);
  const at = (page: number): Screen => ({ ...screen, page });
  const items = paged.items.map((product) => {
    const label = `${productTitle(reader, product)} · ${format.percent(bestRate(product))}`;
    return screen.purpose === 'act'
      ? [button(label, { kind: 'start_deposit', productId: product.id })]
      : [opens(label, { name: 'product', productId: product.id })];
  });
  const empty = facts.products.length === 0 ? text.products.none : text.products.noneFiltered;
  const title = screen.purpose === 'act' ? text.products.pick : text.products.title;
  return {
    text: lines(
      tagLine(reader, facts.account),
      paged.pages > 1 ? html`${title} ${text.common.page(paged.page, paged.pages)}` : title,
      '',
      ...(found.length === 0 ? [empty] : paged.items.map((product) => productRow(reader, product))),
      '',
      html`<i>${text.common.asOf(format.realMoment(facts.readAt, 'minute'))}</i>`,
    ),
    keyboard: keyboard(...items, pager(reader, { page: paged.page, hasNext: paged.page < paged.pages }, at), [
      opens(text.products.filter, { name: 'product_filter', purpose: screen.purpose }),
      screen.purpose === 'act' ? opens(text.common.cancel, { name: 'home' }) : homeButton(reader),
    ]),
  };
}

/** Coins and kinds to choose from. */
export function viewProductFilter(
  reader: Reader,
  facts: ProductsFacts,
  purpose: ProductsScreen['purpose'],
): View {
  const { products } = reader.text;
  const list = (filter: { coin?: string; type?: string }): Screen => ({
    name: 'products',
    page: 1,
    purpose,
    ...filter,
  });
  const currencies = [...new Set(facts.products.map((product) => product.currency))].toSorted();
  const types = [...new Set(facts.products.map((product) => product.type))].toSorted();
  return {
    text: lines(tagLine(reader, facts.account), products.filterTitle),
    keyboard: keyboard(
      ...inRows(
        currencies.slice(0, COINS_MAX).map((coin) => opens(coin, list({ coin }))),
        NUMBER_COLUMNS,
      ),
      ...inRows(
        types.slice(0, TYPES_MAX).map((type) => opens(typeName(reader, type), list({ type }))),
        WORD_COLUMNS,
      ),
      [opens(products.allProducts, list({})), backTo(reader, list({}))],
    ),
  };
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

/** `canMove`: the account's key may move money. */
export function viewProduct(
  reader: Reader,
  product: Product,
  facts: ProductsFacts & { readonly canMove: boolean },
): View {
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
    ),
    keyboard: keyboard(...(facts.canMove ? inRows(deposits, 1) : []), [
      backTo(reader, { name: 'products', page: 1, purpose: 'look' }),
      homeButton(reader),
    ]),
  };
}
