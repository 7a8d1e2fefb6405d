// English: words used on many screens.
import type { ProductKind } from '../../../domain/product.ts';
import { html, type Piece } from '../../html.ts';

const SPANS = { day: 'day', hour: 'hour', minute: 'minute', second: 'second' } as const;

export const common = {
  languageName: 'English',
  demo: 'DEMO',
  testnet: 'TESTNET',
  live: 'Live',
  testnetName: 'Testnet',
  practiceName: 'Practice',
  back: '« Back',
  cancel: 'Cancel',
  home: 'Home',
  refresh: 'Refresh',
  previousPage: '‹ Previous',
  nextPage: 'Next ›',
  on: 'on',
  off: 'off',
  separator: ', ',
  page: (page: number, pages: number) => `${page}/${pages}`,
  span: (unit: keyof typeof SPANS, count: number) => `${count} ${SPANS[unit]}${count === 1 ? '' : 's'}`,
  days: (days: number) => (days === 0 ? 'no fixed term' : days === 1 ? '1 day' : `${days} days`),
  apr: (rate: Piece) => html`${rate} APR`,
  asOf: (moment: Piece) => html`As of ${moment}`,
  kinds: {
    flex: 'Flexible',
    fixed: 'Fixed',
    staking: 'Staking',
    lending: 'Lending',
  } satisfies Record<Exclude<ProductKind, 'other'>, string>,
  product: (kind: string, currency: string) => `${kind} ${currency}`,
  checking: 'Checking with the exchange…',
  sending: 'Sending…',
  nothingSent: 'Nothing was sent.',
  reference: (code: Piece) => html`Reference: <code>${code}</code>`,
};

/** Buttons and questions of the filters of products and history. */
export const filters = {
  coin: (what: string) => `Coin: ${what}`,
  type: (what: string) => `Type: ${what}`,
  kind: (what: string) => `Kind: ${what}`,
  all: 'all',
  whichCoin: html`<b>Which coin?</b>`,
  whichType: html`<b>Which type of product?</b>`,
  whichKind: html`<b>Which kind of entry?</b>`,
  allCoins: 'All coins',
  allTypes: 'All types',
  allKinds: 'All kinds',
  chosen: (what: string) => `✓ ${what}`,
};
