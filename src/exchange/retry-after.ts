// Reads `Retry-After`, which the exchange's pages describe in conflicting ways. Pure.

/** The longest block the exchange announces (15 min), and a margin for clocks that differ. */
export const RETRY_AFTER_MAX_MS = 15 * 60_000 + 30_000;

/** Numbers from here on are Unix seconds (the year 2001), not a wait. */
const UNIX_SECONDS_FROM = 1e9;
/** Numbers from here on are Unix milliseconds. */
const UNIX_MS_FROM = 1e11;

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/**
 * How long to stay away: seconds, Unix seconds, Unix ms or an HTTP date, between 0 and {@link RETRY_AFTER_MAX_MS}.
 * @param nowMs Unix ms of the clock that wrote the header
 * @returns undefined when there is no header or it cannot be read.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = /^\d{1,16}(?:\.\d{1,9})?$/.test(text)
    ? fromNumber(Number(text), nowMs)
    : fromDate(text, nowMs);
  return waitMs === undefined ? undefined : Math.min(Math.max(Math.ceil(waitMs), 0), RETRY_AFTER_MAX_MS);
}

function fromNumber(value: number, nowMs: number): number {
  if (value >= UNIX_MS_FROM) return value - nowMs;
  return value >= UNIX_SECONDS_FROM ? value * 1000 - nowMs : value * 1000;
}

function fromDate(text: string, nowMs: number): number | undefined {
  const at = parseHttpDate(text);
  return at === undefined ? undefined : at - nowMs;
}

/** Unix ms of an HTTP date in any of its three forms (the oldest has no zone and means GMT). */
export function parseHttpDate(text: string): number | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
