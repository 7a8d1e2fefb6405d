// Labels of buttons stay short whatever the exchange and the person name things, and still tell what the tap does.
import { describe, expect, it } from 'vitest';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { viewConfirmCard } from '../../src/bot/views/confirm-card.ts';
import { firstFitting, fittedLabel } from '../../src/bot/views/keyboard.ts';
import { viewOrders } from '../../src/bot/views/orders.ts';
import { viewProducts } from '../../src/bot/views/products.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { amountOf } from '../../src/domain/money.ts';
import { accountOf, NOW, operationOf, orderOf, productOf } from './facts.ts';

const LABEL_LIMIT = 64;
const COIN = '<A&B>COIN123';
const TYPE = 'Dual <Yield> & "Accumulator" of the year'.padEnd(60, ' x');
const AMOUNT = amountOf('123456789012.345678901234');
const AMOUNT_TEXT = '123,456,789,012.345678901234 <A&B>COIN123';
const ACCOUNT = accountOf({ label: 'Savings <& friends> 2025' });
const NAMES = { name: 'x'.repeat(200), currency: COIN, type: TYPE };

const readerIn = (language: (typeof LANGUAGES)[number]) =>
  readerOf({ language, timeZone: 'UTC', hiddenAmounts: false }, 2);

describe.each(LANGUAGES)('a label in %s', (language) => {
  const reader = readerIn(language);
  const text = CATALOGUES[language];
  const orderLabel = (purpose: 'look' | 'redeem' | 'renew', coin = COIN) => {
    const order = orderOf({ ...NAMES, currency: coin, id: 987, investAmt: AMOUNT, autoRenewSupported: true });
    const facts = {
      account: ACCOUNT,
      orders: [order],
      asOf: NOW,
      problem: undefined,
      code: undefined,
      now: NOW,
      canMove: true,
    };
    const [first] = viewOrders(reader, facts, { name: 'orders', page: 1, purpose }).keyboard.flat();
    return first?.label ?? '';
  };

  it.each(['look', 'redeem'] as const)('of an order names its whole amount (%s)', (purpose) => {
    const label = orderLabel(purpose);
    expect(label.length).toBeLessThanOrEqual(LABEL_LIMIT);
    expect(label).toMatch(/^Dual|^<A&B>/);
    expect(label.endsWith(` · ${AMOUNT_TEXT}`)).toBe(true);
  });

  it('of an order names it by its number where the amount does not fit', () => {
    const label = orderLabel('redeem', 'C'.repeat(40));
    expect(label.length).toBeLessThanOrEqual(LABEL_LIMIT);
    expect(label.endsWith(' · 987')).toBe(true);
  });

  it('of a renewal says which way it turns, and never a part of an amount', () => {
    const label = orderLabel('renew');
    expect(label.length).toBeLessThanOrEqual(LABEL_LIMIT);
    expect(label.endsWith(` · ${text.orders.renewOn}`)).toBe(true);
    expect(label.includes(AMOUNT_TEXT) || label.includes(' · 987 · ')).toBe(true);
  });

  it('of a product tells its rate', () => {
    const product = productOf({ ...NAMES, rates: [{ days: 0, rate: amountOf('1234567.1234') }] });
    const view = viewProducts(
      reader,
      { products: [product], readAt: NOW, account: ACCOUNT },
      { name: 'products', page: 1, purpose: 'act' },
    );
    const label = view.keyboard[0]?.[0]?.label ?? '';
    expect(label.length).toBeLessThanOrEqual(LABEL_LIMIT);
    expect(label.endsWith(' · 1,234,567.1234%')).toBe(true);
  });

  it.each(['deposit', 'redeem'] as const)('of a confirm card names the whole amount (%s)', (kind) => {
    const move =
      kind === 'deposit'
        ? { kind, product: { id: 'P', ...NAMES }, amount: AMOUNT, days: 0, renew: false }
        : { kind, product: NAMES, orderId: 987, amount: AMOUNT, whole: false };
    const view = viewConfirmCard(reader, {
      operation: operationOf({ move }),
      account: ACCOUNT,
      product: undefined,
      order: undefined,
      warnings: [],
      environmentNow: NOW,
      note: undefined,
    });
    const label = view.keyboard[0]?.[0]?.label ?? '';
    expect(label.length).toBeLessThanOrEqual(LABEL_LIMIT);
    expect(label).toContain(AMOUNT_TEXT);
  });
});

describe('what gives way on a label', () => {
  it('is the name, at its end, then all of it', () => {
    const told = 'x'.repeat(40);
    const name = 'A name of more than seventeen';
    expect(fittedLabel({ name, told, first: 'told' })).toBe(`${told} · A name of more t…`);
    expect(fittedLabel({ name, told, first: 'name' })).toBe(`A name of more t… · ${told}`);
    expect(fittedLabel({ name, told: 'x'.repeat(54), first: 'told' })).toBe('x'.repeat(54));
    expect(fittedLabel({ name: undefined, told, first: 'name' })).toBe(told);
  });

  it('is the longer wording before the shorter one', () => {
    expect(firstFitting('x'.repeat(60), 'short')).toBe('x'.repeat(60));
    expect(firstFitting('x'.repeat(61), 'short')).toBe('short');
  });
});
