// Numbers, rates and times as the reader writes them. Digits stay exact: Intl gets decimal text, never a float.
import type { Language } from '../app/store.ts';
import { type Amount, absolute, compare, decimalsOf, round, ZERO } from '../domain/money.ts';
import type { Environment } from '../domain/product.ts';
import { type Html, html, spoiler } from './html.ts';

const NUMBER_LOCALE: Readonly<Record<Language, string>> = {
  en: 'en-US',
  'zh-hans': 'zh-CN',
  'zh-hant': 'zh-TW',
};
/** Day before month, with the month's name: cannot be misread. */
const DATE_LOCALE: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  'zh-hans': 'zh-CN',
  'zh-hant': 'zh-TW',
};
/** More than any stored amount has. */
const FRACTION_DIGITS = 24;
/** Rates are percent a year; more digits than this are noise in a chat. */
const RATE_DIGITS = 4;
const DOLLAR_DIGITS = 2;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export type DateStyle = 'day' | 'minute';

export interface Format {
  /** Exact digits with the language's separators; never hidden. For button labels ask {@link Format.label}. */
  readonly number: (amount: Amount) => string;
  /** "500 USDT", inside a spoiler when the person hides amounts. */
  readonly money: (amount: Amount, currency: string) => Html;
  /** "+0.42 USDT". */
  readonly gain: (amount: Amount, currency: string) => Html;
  /** "500 USDT" for a button or a toast; undefined when the person hides amounts. */
  readonly label: (amount: Amount, currency: string) => string | undefined;
  /** "≈ $1,234.56", rounded half to even. */
  readonly dollars: (amount: Amount) => Html;
  /** "3.65%": percent a year, at most four digits after the point, rounded down. */
  readonly percent: (rate: Amount) => string;
  /** A moment of an environment's clock, for the reader's own zone. Practice time is simulated: plain text. */
  readonly moment: (ms: number, environment: Environment, style: DateStyle) => Html;
  /** A moment of the real clock. */
  readonly realMoment: (ms: number, style: DateStyle) => Html;
  /** The same as plain text with the zone's name. */
  readonly plainMoment: (ms: number, style: DateStyle) => string;
  /** "14:05" now in a zone: for choosing one. */
  readonly clockIn: (ms: number, timeZone: string) => string;
  readonly zoneName: string;
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}

function numberText(format: Intl.NumberFormat, text: string): string {
  return isNumeric(text) ? format.format(text) : text;
}

/** "Asia/Taipei" → "Taipei"; no zone chosen → "UTC". */
export function zoneLabel(timeZone: string | undefined): string {
  if (timeZone === undefined) return 'UTC';
  return timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
}

/** Zones change their names now and then; this is the day their names are of. */
const NAMES_OF = Date.UTC(2026, 0, 1);

/** "Taipei" in English, "台北时间" in Chinese: what a reader calls the zone. */
function zoneNameOf(language: Language, timeZone: string): string {
  const label = zoneLabel(timeZone);
  if (language === 'en' || label === 'UTC') return label;
  const format = new Intl.DateTimeFormat(DATE_LOCALE[language], { timeZone, timeZoneName: 'longGeneric' });
  const name = format.formatToParts(NAMES_OF).find(({ type }) => type === 'timeZoneName')?.value;
  return name === undefined || name.startsWith('GMT') ? label : name.replace(/[标標][准準](?=[时時])/u, '');
}

/** True for a zone that this machine can compute with. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function dateFormat(language: Language, timeZone: string, style: DateStyle): Intl.DateTimeFormat {
  const day: Intl.DateTimeFormatOptions = { timeZone, year: 'numeric', month: 'short', day: 'numeric' };
  const minute: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat(DATE_LOCALE[language], style === 'day' ? day : { ...day, ...minute });
}

/** Formats for one reader. `timeZone` undefined shows UTC. Formatters are made when first needed. */
export function createFormat(language: Language, timeZone: string | undefined, hidden: boolean): Format {
  const zone = timeZone !== undefined && isTimeZone(timeZone) ? timeZone : 'UTC';
  let zoneName: string | undefined;
  const nameOfZone = (): string => {
    zoneName ??= zoneNameOf(language, zone);
    return zoneName;
  };
  const exact = new Intl.NumberFormat(NUMBER_LOCALE[language], { maximumFractionDigits: FRACTION_DIGITS });
  const cents = new Intl.NumberFormat(NUMBER_LOCALE[language], {
    minimumFractionDigits: DOLLAR_DIGITS,
    maximumFractionDigits: DOLLAR_DIGITS,
  });
  const dates = new Map<DateStyle, Intl.DateTimeFormat>();

  function plainMoment(ms: number, style: DateStyle): string {
    const known = dates.get(style) ?? dateFormat(language, zone, style);
    dates.set(style, known);
    return style === 'day' ? known.format(ms) : `${known.format(ms)} ${nameOfZone()}`;
  }

  function number(amount: Amount): string {
    return numberText(exact, amount);
  }

  function entity(ms: number, style: DateStyle): Html {
    const format = style === 'day' ? 'D' : 'Dt';
    return html`<tg-time unix="${Math.floor(ms / 1000)}" format="${format}">${plainMoment(ms, style)}</tg-time>`;
  }

  const conceal = (text: string): Html => (hidden ? spoiler(text) : html`${text}`);

  return {
    number,
    money: (amount, currency) => conceal(`${number(amount)} ${currency}`),
    gain: (amount, currency) => {
      const sign = compare(amount, ZERO) === -1 ? '−' : '+';
      return conceal(`${sign}${number(absolute(amount))} ${currency}`);
    },
    label: (amount, currency) => (hidden ? undefined : `${number(amount)} ${currency}`),
    dollars: (amount) => conceal(`≈ $${numberText(cents, round(amount, DOLLAR_DIGITS, 'half-even'))}`),
    percent: (rate) => `${number(decimalsOf(rate) > RATE_DIGITS ? round(rate, RATE_DIGITS, 'down') : rate)}%`,
    moment: (ms, environment, style) =>
      environment === 'practice' ? html`${plainMoment(ms, style)}` : entity(ms, style),
    realMoment: entity,
    plainMoment,
    clockIn: (ms, timeZoneToShow) =>
      new Intl.DateTimeFormat(DATE_LOCALE[language], {
        timeZone: timeZoneToShow,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(ms),
    get zoneName() {
      return nameOfZone();
    },
  };
}

/** A length of time in its largest whole unit, for the catalogues to word. */
export function spanOf(ms: number): {
  readonly unit: 'day' | 'hour' | 'minute' | 'second';
  readonly count: number;
} {
  if (ms >= DAY_MS) return { unit: 'day', count: Math.floor(ms / DAY_MS) };
  if (ms >= HOUR_MS) return { unit: 'hour', count: Math.floor(ms / HOUR_MS) };
  if (ms >= MINUTE_MS) return { unit: 'minute', count: Math.floor(ms / MINUTE_MS) };
  return { unit: 'second', count: Math.max(0, Math.floor(ms / 1000)) };
}
