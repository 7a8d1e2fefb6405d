// When a person's day began, by their zone. Pure.

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Midnight before `at` (Unix ms) in the IANA zone, UTC where none is chosen or it is not known. */
export function dayStart(at: number, timeZone: string | undefined): number {
  const sinceMidnight = (moment: number): number => {
    const [hours = 0, minutes = 0, seconds = 0] = clockOf(moment, timeZone);
    return hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1_000 + (moment % 1_000);
  };
  const guess = at - sinceMidnight(at);
  // On a day whose clock was changed the guess is off by that change.
  const off = sinceMidnight(guess);
  return off > 12 * HOUR_MS ? guess + 24 * HOUR_MS - off : guess - off;
}

function clockOf(moment: number, timeZone: string | undefined): readonly number[] {
  return formatOf(timeZone ?? 'UTC')
    .format(moment)
    .split(':')
    .map(Number);
}

const OPTIONS = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const UTC = new Intl.DateTimeFormat('en-GB', { ...OPTIONS, timeZone: 'UTC' });
/** Zones kept; there are about 600, and making a format takes longer than all else here. */
const FORMATS_MAX = 1_000;
const formats = new Map<string, Intl.DateTimeFormat>([['UTC', UTC]]);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-GB', { ...OPTIONS, timeZone });
    if (formats.size < FORMATS_MAX) formats.set(timeZone, format);
    return format;
  } catch {
    return UTC;
  }
}
