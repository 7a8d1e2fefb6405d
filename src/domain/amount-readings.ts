// Which numbers a run of digits, points, commas, spaces and apostrophes can mean. Knows no coin and no locale.
import { type Amount, parseAmount } from './money.ts';

type Mark = '.' | ',';

/** Groups of three everywhere; the Indian and the Chinese way only with commas, which are never mixed up otherwise. */
const THREES = /^[1-9]\d{0,2}(?:G\d{3})+$/;
const INDIAN = /^[1-9]\d?(?:G\d{2})+G\d{3}$/;
const MYRIADS = /^[1-9]\d{0,3}(?:G\d{4})+$/;
const GROUP_MARKS = ['.', ',', ' ', "'"] as const;

/**
 * Every number the text can mean, without doubles: first with `preferred` as the decimal mark, then as a whole number.
 * Empty when it means none. "1.500" means 1.5 and 1500; "0,500" only 0.5.
 */
export function readingsOf(text: string, preferred: Mark): readonly Amount[] {
  const other: Mark = preferred === '.' ? ',' : '.';
  const found = [withDecimalMark(text, preferred), wholeNumber(text), withDecimalMark(text, other)];
  return [...new Set(found.filter((amount) => amount !== undefined))];
}

function withDecimalMark(text: string, mark: Mark): Amount | undefined {
  const [integer = '', fraction, ...more] = text.split(mark);
  if (fraction === undefined || more.length > 0 || !/^\d*$/.test(fraction)) return undefined;
  if (integer === '' && fraction === '') return undefined;
  const digits = integer === '' ? '0' : ungrouped(integer, mark);
  return digits === undefined ? undefined : parseAmount(`${digits}.${fraction === '' ? '0' : fraction}`);
}

function wholeNumber(text: string): Amount | undefined {
  const digits = ungrouped(text, undefined);
  return digits === undefined ? undefined : parseAmount(digits);
}

/** The digits without group marks and leading zeros; undefined when the groups are of no known shape. */
function ungrouped(text: string, decimalMark: Mark | undefined): string | undefined {
  if (/^\d+$/.test(text)) return text.replace(/^0+(?=\d)/, '');
  for (const mark of GROUP_MARKS) {
    if (mark === decimalMark || !text.includes(mark)) continue;
    const shape = text.replaceAll(mark, 'G');
    const fits = THREES.test(shape) || (mark === ',' && (INDIAN.test(shape) || MYRIADS.test(shape)));
    return fits ? shape.replaceAll('G', '') : undefined;
  }
  return undefined;
}
