// Products: the list by best rate and its filters by coin and type. Works before connecting.
import type { View } from '../../app/ports.ts';
import { type Amount, compare, ZERO } from '../../domain/money.ts';
import type { Product } from '../../domain/product.ts';
import { button, opens, type Screen } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { choosable, viewChoices } from './filter.ts';
import { fittedLabel, homeButton, keyboard, pageOf, pager } from './keyboard.ts';
import { coinName, type NamedAccount, productTitle, tagLine, termText, typeName } from './names.ts';
import type { Reader } from './reader.ts';

/** With the pager, the filters and the way home this makes eight rows. */
export const PRODUCTS_A_PAGE = 5;

export interface ProductsFacts {
  readonly products: readonly Product[];
  /** Real clock. */
  readonly readAt: number;
  /** Undefined before connecting. */
  readonly account: NamedAccount | undefined;
}

type ProductsScreen = Extract<Screen, { readonly name: 'products' }>;
type FilterScreen = Extract<Screen, { readonly name: 'product_filter' }>;

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
    const label = fittedLabel({
      name: productTitle(reader, product),
      told: format.percent(bestRate(product)),
      first: 'name',
    });
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
    keyboard: keyboard(
      ...items,
      pager(reader, { page: paged.page, hasNext: paged.page < paged.pages }, at),
      facts.products.length === 0 ? [] : filterButtons(reader, screen),
      [screen.purpose === 'act' ? opens(text.common.cancel, { name: 'home' }) : homeButton(reader)],
    ),
  };
}

function filterButtons(reader: Reader, screen: ProductsScreen) {
  const { filters } = reader.text;
  const { purpose, coin, type } = screen;
  const by = (what: FilterScreen['by']): Screen => ({
    ...screen,
    name: 'product_filter',
    by: what,
    page: 1,
    purpose,
  });
  return [
    opens(filters.coin(coin === undefined ? filters.all : coinName(coin)), by('coin')),
    opens(filters.type(type === undefined ? filters.all : typeName(reader, type)), by('type')),
  ];
}

/** Coins or types to choose from; the other filter stays. */
export function viewProductFilter(reader: Reader, facts: ProductsFacts, screen: FilterScreen): View {
  const { filters } = reader.text;
  const { by, purpose, coin, type } = screen;
  const list = (filter: { coin?: string | undefined; type?: string | undefined }): Screen => ({
    name: 'products',
    page: 1,
    purpose,
    ...(filter.coin === undefined ? {} : { coin: filter.coin }),
    ...(filter.type === undefined ? {} : { type: filter.type }),
  });
  const shared = {
    account: facts.account,
    page: screen.page,
    back: list({ coin, type }),
    at: (page: number): Screen => ({ ...screen, page }),
  };
  if (by === 'coin') {
    const coins = choosable(
      facts.products.map(({ currency }) => currency),
      coin,
    );
    return viewChoices(reader, {
      ...shared,
      question: filters.whichCoin,
      choices: coins.map((one) => ({
        label: coinName(one),
        to: list({ coin: one, type }),
        chosen: one === coin,
      })),
      all: { label: filters.allCoins, to: list({ type }) },
    });
  }
  const types = choosable(
    facts.products.map((product) => product.type),
    type,
  );
  return viewChoices(reader, {
    ...shared,
    question: filters.whichType,
    choices: types.map((one) => ({
      label: typeName(reader, one),
      to: list({ coin, type: one }),
      chosen: one === type,
    })),
    all: { label: filters.allTypes, to: list({ coin }) },
  });
}
