// A walk through every screen of the bot on the demo page, a picture of each. The order is a newcomer's: look around,
// practise, move money, read back, set things up, leave. Each step waits until the newest message is that screen.
import type { Piece } from '../../src/bot/html.ts';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import type { PageLanguage } from '../../src/simulator/page/contract.ts';
import { PAGE_TEXTS } from '../../src/simulator/page/texts.ts';
import { ANYTHING, GAIN, type Screen, START_MS, shown, startsWith } from './demo-screen.ts';

export interface Walk {
  readonly screen: Screen;
  readonly language: PageLanguage;
}

/** A key of no exchange. */
const LIKE_A_KEY = 'demo0demo1demo2demo3demo4demo5demo6x';

function stepsOf({ screen, language }: Walk) {
  const { send, click, newest, shot } = screen;
  const text = CATALOGUES[language];
  let count = 0;
  const see = async (piece: Piece | RegExp, name: string, options?: { readonly phone?: boolean }) => {
    await newest(piece instanceof RegExp ? piece : shown(piece), START_MS);
    count += 1;
    await shot(`${String(count).padStart(2, '0')}-${name}`, options);
  };
  const { flex, fixed } = text.common.kinds;
  return {
    ...screen,
    text,
    see,
    phone: { phone: true },
    flexUsdt: startsWith(text.common.product(flex, 'USDT')),
    fixedUsdt: startsWith(text.common.product(fixed, 'USDT')),
    command: async (command: string, piece: Piece | RegExp, name: string, options?: { phone?: boolean }) => {
      await send(`/${command}`);
      await see(piece, name, options);
    },
    tap: async (
      label: string | RegExp,
      piece: Piece | RegExp,
      name: string,
      options?: { phone?: boolean },
    ) => {
      await click(label);
      await see(piece, name, options);
    },
  };
}

type Steps = ReturnType<typeof stepsOf>;

async function lookAround({ command, tap, text, phone, page, shot, fixedUsdt }: Steps): Promise<void> {
  const { start, connect, products, filters } = text;
  await command('start', start.title, 'start', phone);
  await page.click('#menu');
  await shot('menu', phone);
  await page.keyboard.press('Escape');
  await command('products', products.title, 'products', phone);
  await tap(startsWith(filters.coin('')), filters.whichCoin, 'products-filter');
  await command('products', products.title, 'products-again');
  await tap(fixedUsdt, products.minimum(ANYTHING), 'product', phone);
  await command('accounts', text.accounts.none, 'accounts-none');
  await tap(text.accounts.connectAnother, connect.which, 'connect');
  await tap(connect.liveButton, connect.stepsTitle, 'connect-steps', phone);
  await tap(connect.haveKey, connect.askKey, 'connect-key');
  await tap(connect.stop, connect.stopped, 'connect-stopped');
  await command('help', text.help.title, 'help', phone);
  await command('privacy', text.privacy.title, 'privacy', phone);
}

async function practise({ command, tap, see, click, send, text, phone, ...steps }: Steps): Promise<void> {
  const { practice, deposit, confirm, receipts, home } = text;
  await command('demo', practice.title, 'practice');
  await click(practice.open);
  await see(text.notices.connectedOrders(0), 'connected');
  await command('home', home.nothing, 'home-empty', phone);
  await command('deposit', text.products.pick, 'deposit');
  await tap(steps.flexUsdt, deposit.howMuch(ANYTHING), 'deposit-amount', phone);
  await send('500');
  await see(confirm.life, 'deposit-confirm', phone);
  await tap(
    startsWith(confirm.depositButton('500 USDT')),
    receipts.doneDeposit('500 USDT', ANYTHING),
    'deposited',
  );
  await see(GAIN, 'payout', phone);
}

async function lockIn(
  { command, tap, send, see, click, text, behind, page, ...steps }: Steps,
  language: PageLanguage,
) {
  const { deposit, confirm, receipts } = text;
  // From here on nothing is paid: no push comes between a step and its picture.
  const { speeds } = PAGE_TEXTS[language];
  await behind(() => page.getByRole('button', { name: speeds.still }).click());
  await command('deposit', text.products.pick, 'deposit-again');
  await tap(steps.fixedUsdt, deposit.whichTerm(ANYTHING), 'deposit-term');
  await click(/30/);
  await see(deposit.howMuch(ANYTHING), 'deposit-fixed-amount');
  await send('1000');
  await see(deposit.askRenew, 'deposit-renewal');
  await tap(deposit.renewYes, confirm.life, 'deposit-fixed-confirm');
  const done = receipts.doneDeposit('1,000 USDT', ANYTHING);
  await tap(startsWith(confirm.depositButton('1,000 USDT')), done, 'deposited-fixed');
}

async function readBack({ command, tap, text, phone, flexUsdt }: Steps): Promise<void> {
  const { home, orders, confirm, receipts, settings, history, filters } = text;
  await command('home', home.inEarn(ANYTHING), 'home', phone);
  await tap(home.orders, orders.title, 'orders', phone);
  await tap(flexUsdt, orders.number(ANYTHING), 'order', phone);
  await command('renew', orders.pickRenew, 'renew');
  await tap(/USDT/, confirm.renewOffText, 'renew-confirm');
  await tap(startsWith(confirm.renewOffButton), receipts.doneRenewOff(ANYTHING), 'renewed');
  await command('history', settings.chooseZone, 'time-zone', phone);
  await tap(settings.useUtc, history.title, 'history', phone);
  await tap(startsWith(filters.kind('')), filters.whichKind, 'history-filter');
}

async function redeem({ command, tap, click, send, see, text, phone, ...steps }: Steps): Promise<void> {
  const { orders, redeem: words, deposit, confirm, receipts } = text;
  await command('redeem', orders.pickRedeem, 'redeem');
  await tap(steps.fixedUsdt, words.howMuch(ANYTHING), 'redeem-early-amount');
  await tap(words.all, deposit.typeAmountLoss, 'redeem-early-third-step', phone);
  await command('redeem', orders.pickRedeem, 'redeem-again');
  await tap(steps.flexUsdt, words.howMuch(ANYTHING), 'redeem-amount');
  await send('100');
  await see(confirm.life, 'redeem-confirm', phone);
  await click(startsWith(confirm.redeemButton('100 USDT')));
  await see(receipts.doneRedeem('100 USDT', ANYTHING), 'redeemed');
}

async function setUp({ command, tap, send, see, click, text, phone }: Steps): Promise<void> {
  const { accounts, common, settings, status, privacy, forget, home } = text;
  await command('accounts', accounts.title, 'accounts', phone);
  await tap(common.practiceName, accounts.key(ANYTHING), 'account');
  await tap(accounts.rename, accounts.askName(ANYTHING), 'account-rename');
  await command('accounts', accounts.title, 'accounts-again');
  await click(common.practiceName);
  await tap(accounts.disconnect, accounts.disconnectText, 'disconnect');
  await command('settings', settings.title, 'settings', phone);
  await tap(settings.languageButton, settings.chooseLanguage, 'languages');
  await command('settings', settings.title, 'settings-again');
  await tap(settings.hide, settings.hidden(common.on), 'settings-hidden');
  await command('home', home.inEarn(ANYTHING), 'home-hidden', phone);
  await command('settings', settings.title, 'settings-shown');
  await click(settings.show);
  await command('status', status.calm, 'status', phone);
  await send('what is this?');
  await see(text.errors.hint, 'hint');
  await send(LIKE_A_KEY);
  await see(text.connect.secretSeen, 'secret-seen');
  await command('privacy', privacy.title, 'privacy-again');
  await tap(privacy.forget, forget.title, 'forget');
  await tap(forget.goOn, forget.sureTitle, 'forget-sure', phone);
}

async function meetTrouble({ command, tap, send, see, click, text, phone, toggle, ...steps }: Steps) {
  const { deposit, confirm, receipts, home } = text;
  await command('deposit', text.products.pick, 'deposit-in-trouble');
  await click(steps.flexUsdt);
  await steps.newest(shown(deposit.howMuch(ANYTHING)));
  await send('250');
  await steps.newest(shown(confirm.life));
  // Slow answers leave the time to cut the exchange off before the bot finds out.
  await toggle('slow', true);
  await toggle('lostAnswer', true);
  await tap(
    startsWith(confirm.depositButton('250 USDT')),
    receipts.unknown(ANYTHING),
    'being-checked',
    phone,
  );
  await toggle('down', true);
  await toggle('slow', false);
  await command('home', home.unsettled(1), 'home-down', phone);
  await tap(home.unsettledButton(1), receipts.unknown(ANYTHING), 'unsettled-move', phone);
  await tap(text.common.back, home.unsettled(1), 'home-down-again');
  await toggle('down', false);
  await steps.says(shown(receipts.doneSeen), START_MS);
  await steps.shot('settled', phone);
}

/** Every screen, in the language of the walk. */
export async function walk(through: Walk): Promise<void> {
  const steps = stepsOf(through);
  await lookAround(steps);
  await practise(steps);
  await lockIn(steps, through.language);
  await readBack(steps);
  await redeem(steps);
  await setUp(steps);
  await meetTrouble(steps);
}
