// What people do in the chat, as steps that tests share: connecting, depositing, redeeming, opening practice.
// Each returns when the chat shows that the step is over. Nothing here looks behind the chat but for the new key.
import type { Amount } from '../../src/domain/money.ts';
import type { NewAccountOptions } from '../../src/simulator/exchange/control-accounts.ts';
import type { TelegramChat, TelegramClient } from '../../src/simulator/telegram/client.ts';
import type { MessageView } from '../../src/simulator/telegram/message-view.ts';
import type { Town } from './harness.ts';
import { en, exactly, says } from './words.ts';

export interface Key {
  readonly apiKey: string;
  readonly secret: string;
}

export interface Customer {
  readonly chat: TelegramChat;
  readonly key: Key;
}

export const hasButton = (message: MessageView, button: RegExp): boolean =>
  message.keyboard.flat().some(({ text }) => button.test(text));

/** A key of the exchange that is nobody's in the bot yet. */
export async function makeKey(town: Town, options: NewAccountOptions = {}): Promise<Key> {
  const key = await town.exchange.control.createAccount(options);
  town.keepSecret(key.apiKey);
  town.keepSecret(key.secret);
  return key;
}

/** Walks to the moment when the bot waits for a key. */
export async function askToConnect(
  chat: TelegramChat,
  environment: 'live' | 'testnet' = 'live',
): Promise<void> {
  await chat.send('/accounts');
  await chat.tap(exactly(en.accounts.connectAnother));
  await chat.tap(exactly(environment === 'live' ? en.connect.liveButton : en.connect.testnetButton));
  await chat.tap(exactly(en.connect.haveKey));
  await chat.waitFor(says(en.connect.askKey));
}

/** Connects with key and passphrase in one message, and waits until the exchange was asked. */
export async function connect(
  chat: TelegramChat,
  key: Key,
  environment: 'live' | 'testnet' = 'live',
): Promise<MessageView> {
  await askToConnect(chat, environment);
  await chat.send(`${key.apiKey} ${key.secret}`);
  return chat.waitFor(/^Connected: /);
}

/** A person with a connected account of their own. */
export async function newCustomer(
  town: Town,
  options: NewAccountOptions & { readonly environment?: 'live' | 'testnet' } = {},
): Promise<Customer> {
  const { environment, ...account } = options;
  const chat = await town.person();
  const key = await makeKey(town, account);
  await connect(chat, key, environment);
  return { chat, key };
}

/** A person with a practice account; its key is found by the end that the chat shows. */
export async function newPractice(town: Town, person?: TelegramChat): Promise<Customer> {
  const chat = person ?? (await town.person());
  await chat.send('/demo');
  await chat.tap(exactly(en.practice.open));
  await chat.waitFor(/^Connected: /);
  await chat.send('/accounts');
  await chat.tap(exactly(en.common.practiceName));
  const { text } = await chat.waitFor(/Key ending in/);
  const tail = /Key ending in (\w+)/.exec(text)?.[1] ?? '?';
  const { control } = town.exchange;
  const [opened] = (await control.accounts()).filter(({ apiKey }) => apiKey.endsWith(tail));
  const account = opened === undefined ? undefined : await control.account(opened.apiKey);
  if (account === undefined) throw new Error('practice opened no account at the exchange');
  town.keepSecret(account.apiKey);
  town.keepSecret(account.secret);
  return { chat, key: account };
}

export interface DepositWish {
  /** Part of the product's button. */
  readonly product?: RegExp;
  /** Button of the term, where the product has several. */
  readonly term?: RegExp;
  readonly amount?: string;
  /** Answer to the question of renewal, where it is asked. */
  readonly renew?: boolean;
}

export const USDT_FLEX = /^Flexible USDT · 4\.5%/;
const DEPOSIT_BUTTON = /^Deposit [\d.,]+ \w+ to Earn/;

const isThirdStep = (message: MessageView) => /One more step/.test(message.text);

/** Goes to the confirm card, typing the amount once more where a new key has to. Returns the card. */
export async function goToDepositCard(chat: TelegramChat, wish: DepositWish = {}): Promise<MessageView> {
  const { product = USDT_FLEX, amount = '500' } = wish;
  await chat.send('/deposit');
  await chat.tap(product);
  if (wish.term !== undefined) await chat.tap(wish.term);
  await chat.waitFor(/How much into/);
  await chat.send(amount);
  if (wish.renew !== undefined) {
    await chat.tap(exactly(wish.renew ? en.deposit.renewYes : en.deposit.renewNo));
  }
  return repeatIfAsked(chat, amount, DEPOSIT_BUTTON);
}

async function repeatIfAsked(chat: TelegramChat, amount: string, card: RegExp): Promise<MessageView> {
  const shown = await chat.waitFor((message) => isThirdStep(message) || hasButton(message, card));
  if (!isThirdStep(shown)) return shown;
  await chat.send(amount);
  return chat.waitFor((message) => hasButton(message, card));
}

export const tapDeposit = (chat: TelegramChat) => chat.tap(DEPOSIT_BUTTON);

/** A whole deposit, up to the tap. */
export async function deposit(chat: TelegramChat, wish: DepositWish = {}): Promise<MessageView> {
  const card = await goToDepositCard(chat, wish);
  await tapDeposit(chat);
  return card;
}

/** A deposit that is told as done. */
export async function depositDone(chat: TelegramChat, wish: DepositWish = {}): Promise<MessageView> {
  await deposit(chat, wish);
  return chat.waitFor(/^Deposited /);
}

const REDEEM_BUTTON = /^Redeem [\d.,]+ \w+/;

/** Goes to the confirm card of a redemption; `amount` is typed. */
export async function goToRedeemCard(
  chat: TelegramChat,
  {
    order = /USDT/,
    amount = 'all',
    exact = amount,
  }: { order?: RegExp; amount?: string; exact?: string } = {},
): Promise<MessageView> {
  await chat.send('/redeem');
  await chat.tap(order);
  await chat.waitFor(/Redeem how much/);
  await chat.send(amount);
  return repeatIfAsked(chat, exact, REDEEM_BUTTON);
}

export const tapRedeem = (chat: TelegramChat) => chat.tap(REDEEM_BUTTON);

/** The lasting messages of the bot: what still stands in the chat. */
export async function standing(chat: TelegramChat): Promise<readonly MessageView[]> {
  return (await chat.refresh()).filter(({ from, deleted }) => from === 'bot' && !deleted);
}

/** Everything the bot ever showed in this chat, edited and deleted texts too. */
export async function everSaid(client: TelegramClient, chat: TelegramChat): Promise<string> {
  const sent = await client.sent({ chatId: chat.userId });
  return sent.map(({ text, buttons }) => `${text}\n${buttons.join('\n')}`).join('\n');
}

export const balanceOf = async (town: Town, key: Key, currency: string): Promise<Amount | undefined> =>
  (await town.exchange.control.account(key.apiKey))?.balances[currency];
