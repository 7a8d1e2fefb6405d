// How accounts, environments, products and spans of time are named in every view.
import type { CoinTotal } from '../../app/app.ts';
import type { Environment, ProductName } from '../../domain/product.ts';
import { isOpenEnded, productKind } from '../../domain/product.ts';
import { spanOf } from '../format.ts';
import { type Html, html, joined, plainText, shortened } from '../html.ts';
import type { Reader } from './reader.ts';

/** Longest name of the exchange's or a person's own making that a view shows. Characters. */
const NAME_MAX = 40;
const LABEL_MAX = 24;
const KIND_PREFIX = 'INVEST_SERVICE_TYPE_';
const KIND_LABEL_MAX = 30;

export interface NamedAccount {
  readonly label: string;
  readonly environment: Environment;
}

/** "DEMO", "TESTNET", or nothing for the live exchange. */
export function environmentMark(reader: Reader, environment: Environment): string | undefined {
  switch (environment) {
    case 'practice':
      return reader.text.common.demo;
    case 'testnet':
      return reader.text.common.testnet;
    case 'live':
      return undefined;
  }
}

export function environmentName(reader: Reader, environment: Environment): string {
  const { live, testnetName, practiceName } = reader.text.common;
  const mark = environmentMark(reader, environment);
  const name = { live, testnet: testnetName, practice: practiceName }[environment];
  return mark === undefined ? name : `${name} (${mark})`;
}

export function accountLabel(account: { readonly label: string }): string {
  return shortened(account.label, LABEL_MAX);
}

/** What names the account in a first line: the mark always, the label when there are several. */
export function accountTag(reader: Reader, account: NamedAccount): string | undefined {
  const parts = [
    environmentMark(reader, account.environment),
    reader.severalAccounts ? accountLabel(account) : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** The tag as the first line of a flow's card. */
export function tagLine(reader: Reader, account: NamedAccount | undefined): Html | undefined {
  const tag = account === undefined ? undefined : accountTag(reader, account);
  return tag === undefined ? undefined : html`<i>${tag}</i>`;
}

/** DEMO or TESTNET of the account in use, for words that name no account. */
export function markLine(reader: Reader): Html | undefined {
  const mark = reader.environment === undefined ? undefined : environmentMark(reader, reader.environment);
  return mark === undefined ? undefined : html`<i>${mark}</i>`;
}

/** A fact that names its account already: only DEMO or TESTNET is added. */
export function marked(reader: Reader, fact: Html, environment: Environment): Html {
  const mark = environmentMark(reader, environment);
  return mark === undefined ? fact : html`${fact} · ${mark}`;
}

/** A fact followed by the account's tag: the first line of a push. */
export function tagged(reader: Reader, fact: Html, account: NamedAccount | undefined): Html {
  const tag = account === undefined ? undefined : accountTag(reader, account);
  return tag === undefined ? fact : html`${fact} · ${tag}`;
}

/** A coin as a button names it. */
export function coinName(currency: string): string {
  return shortened(currency, LABEL_MAX) || '?';
}

/** The exchange's type in the reader's words; unknown text is shown as it is. */
export function typeName(reader: Reader, type: string): string {
  const kind = productKind(type);
  return kind === 'other' ? shortened(type, LABEL_MAX) || '?' : reader.text.common.kinds[kind];
}

/** "Flexible USDT". */
export function productTitle(reader: Reader, product: ProductName): string {
  return reader.text.common.product(typeName(reader, product.type), shortened(product.currency, LABEL_MAX));
}

/** The exchange's own name, where it says more than the title does. */
export function exchangeName(product: ProductName): string {
  return shortened(product.name, NAME_MAX);
}

/** "Deposit" where the kind is published, else the exchange's word made readable: "AUTO_EARN" → "Auto earn". */
export function kindName(reader: Reader, txnType: string): string {
  const { kinds } = reader.text.history;
  const bare = txnType.startsWith(KIND_PREFIX) ? txnType.slice(KIND_PREFIX.length) : txnType;
  const known: Readonly<Record<string, string>> = {
    DEPOSIT: kinds.deposit,
    REDEEM: kinds.redeem,
    INTEREST: kinds.interest,
    RENEW: kinds.renew,
  };
  const word = known[bare.toUpperCase()];
  if (word !== undefined) return word;
  const readable = shortened(bare.replaceAll('_', ' ').toLowerCase(), KIND_LABEL_MAX);
  return readable === '' ? '?' : readable.charAt(0).toUpperCase() + readable.slice(1);
}

/** "30 days", or "no fixed term" for what runs until it is redeemed. */
export function termText(reader: Reader, product: { readonly type: string }, days: number): string {
  return reader.text.common.days(isOpenEnded(product.type, days) ? 0 : days);
}

export function spanText(reader: Reader, ms: number): string {
  const span = spanOf(ms);
  return reader.text.common.span(span.unit, span.count);
}

/** "500 USDT, 0.1 BTC"; undefined for none. */
export function coins(reader: Reader, totals: readonly CoinTotal[]): Html | undefined {
  if (totals.length === 0) return undefined;
  return joined(
    totals.map((total) => reader.format.money(total.amount, plainText(total.currency))),
    reader.text.common.separator,
  );
}

/** "+0.42 USDT, +0.001 BTC"; undefined for none. */
export function gains(reader: Reader, totals: readonly CoinTotal[]): Html | undefined {
  if (totals.length === 0) return undefined;
  return joined(
    totals.map((total) => reader.format.gain(total.amount, plainText(total.currency))),
    reader.text.common.separator,
  );
}

export function onOff(reader: Reader, state: boolean): string {
  return state ? reader.text.common.on : reader.text.common.off;
}
