// The exchange's own record in the chat: pages, filters that hold at once, every shape of the exchange's answer, and
// the time zone that is asked once on the way.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import type { SiteAction } from '../../../src/simulator/exchange/site.ts';
import type { TelegramChat } from '../../../src/simulator/telegram/client.ts';
import { FLOW_TIMEOUT_MS, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { connect, hasButton, type Key, makeKey, standing } from '../steps.ts';
import { en, exactly, plain, says } from '../words.ts';

const town = useTown();

const deposit = (productId: string, amount: string): SiteAction => ({
  kind: 'deposit',
  productId,
  amount: amountOf(amount),
});

async function onSite(key: Key, action: SiteAction): Promise<void> {
  const done = await town().exchange.control.site(key.apiKey, action);
  if (!done.ok) throw new Error(done.reason.message);
}

/** A person whose account has this record, the last one the newest. */
async function withRecord(
  actions: readonly SiteAction[],
  settings: { readonly historyShape?: 'envelope' | 'bare' } = {},
): Promise<TelegramChat> {
  const chat = await town().person();
  const key = await makeKey(town(), { settings });
  for (const action of actions) await onSite(key, action);
  await connect(chat, key);
  return chat;
}

/** Deposits of 1, 2, … USDT, and one of 50 USDC last. */
const deposits = (count: number): readonly SiteAction[] => [
  ...Array.from({ length: count }, (_, index) => deposit('OPENUSDT0001', String(index + 1))),
  deposit('OPENUSDC0001', '50'),
];

const amounts = (text: string) =>
  [...text.matchAll(/^(\w+) · ([\d.,]+ \w+) ·/gm)].map(([, , amount]) => amount);

describe.concurrent('the record of the exchange', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('is read page by page in /history, after the time zone was asked once', async () => {
    const chat = await withRecord(deposits(10));
    await chat.send('/history');
    await chat.tap(exactly(en.settings.useUtc));
    const first = await chat.waitFor(/History/);
    expect(first.text).toContain('1/2');
    expect(amounts(first.text)).toEqual([
      '50 USDC',
      ...[10, 9, 8, 7, 6, 5, 4].map((amount) => `${amount} USDT`),
    ]);
    await chat.tap(exactly(en.common.nextPage));
    const second = await chat.waitFor(/2\/2/);
    expect(amounts(second.text)).toEqual(['3 USDT', '2 USDT', '1 USDT']);
    expect(hasButton(second, exactly(en.common.nextPage))).toBe(false);
    await chat.send('/history');
    await chat.waitFor(/1\/2/);
  });

  it('is filtered by coin and by kind, both at once, over all its pages', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    for (const action of deposits(12)) await onSite(key, action);
    const { orders = [] } = (await town().exchange.control.account(key.apiKey)) ?? {};
    const order = orders.find(({ productId }) => productId === 'OPENUSDT0001');
    await onSite(key, { kind: 'redeem', orderId: order?.id ?? 0, amount: amountOf('2') });
    await connect(chat, key);
    await chat.send('/history');
    await chat.tap(exactly(en.settings.useUtc));
    await chat.tap(exactly(en.filters.coin(en.filters.all)));
    await chat.tap('USDT');
    const usdt = await chat.waitFor((message) => hasButton(message, exactly(en.filters.coin('USDT'))));
    expect(usdt.text).not.toContain('USDC');
    await chat.tap(exactly(en.filters.kind(en.filters.all)));
    await chat.waitFor(says(en.filters.whichKind));
    await chat.tap(exactly(en.history.kinds.deposit));
    const both = await chat.waitFor((message) =>
      hasButton(message, exactly(en.filters.kind(en.history.kinds.deposit))),
    );
    expect(amounts(both.text)).toHaveLength(8);
    expect(both.text).not.toMatch(/^Redemption/m);
    await chat.tap(exactly(en.common.nextPage));
    const last = await chat.waitFor(/page 2/);
    expect(hasButton(last, exactly(en.common.nextPage))).toBe(false);
    expect(last.text).not.toContain('USDC');
    await chat.tap(exactly(en.filters.kind(en.history.kinds.deposit)));
    await chat.tap(exactly(en.history.kinds.redeem));
    const redeemed = await chat.waitFor(/^Redemption · 2 USDT/m);
    expect(amounts(redeemed.text)).toEqual(['2 USDT']);
  });

  it('ends also where the exchange answers with a bare array', async () => {
    const chat = await withRecord(deposits(15), { historyShape: 'bare' });
    await chat.send('/history');
    await chat.tap(exactly(en.settings.useUtc));
    await chat.waitFor(/page 1/);
    await chat.tap(exactly(en.common.nextPage));
    const second = await chat.waitFor(/2\/2/);
    expect(amounts(second.text)).toEqual([8, 7, 6, 5, 4, 3, 2, 1].map((amount) => `${amount} USDT`));
    expect(hasButton(second, exactly(en.common.nextPage))).toBe(false);
  });
});

describe.concurrent('the time zone', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('leads on to the history that was wanted when it is typed', async () => {
    const chat = await withRecord(deposits(3));
    await chat.send('/orders');
    await chat.tap(/^Flexible USDC · 50 USDC/);
    await chat.tap(exactly(en.home.history));
    await chat.waitFor(says(en.settings.chooseZone));
    await chat.tap(exactly(en.settings.typeZone));
    await chat.send('Asia/Taipei');
    const history = await chat.waitFor(/History/);
    expect(amounts(history.text)).toEqual(['50 USDC']);
    await chat.send('/settings');
    await chat.waitFor(/Time zone: Taipei/);
  });

  it('is not asked again of one who went past the question', async () => {
    const chat = await withRecord(deposits(3));
    await chat.send('/history');
    await chat.waitFor(says(en.settings.chooseZone));
    await chat.tap(exactly(en.common.home));
    await chat.waitFor(/In Earn/);
    await chat.send('/history');
    await chat.waitFor(/History/);
    const asked = (await standing(chat)).filter(({ text }) => text.includes(plain(en.settings.chooseZone)));
    expect(asked).toEqual([]);
  });
});

describe('in the end the bot', () => itKeepsSecrets(town));
