import { describe, expect, it } from 'vitest';
import type { Contender } from '../../bench/grammy-kills/contender.ts';
import { type Counts, countDeposits, type Deposit, type Told } from '../../bench/grammy-kills/count.ts';
import { createEarnest } from '../../bench/grammy-kills/earnest-contender.ts';
import { POLLING } from '../../bench/grammy-kills/grammy-contenders.ts';
import { en, FLEX_USDT, plain } from '../e2e/words.ts';

const deposit = (apiKey: string, amount: string, told: Told = 'done'): Deposit => ({ apiKey, amount, told });
const execution = (apiKey: string, amount: string) => ({ apiKey, amount });

const NONE: Omit<Counts, 'confirmed'> = {
  once: 0,
  twiceOrMore: 0,
  extra: 0,
  lost: 0,
  saidNotDone: 0,
  untold: 0,
  saidWrong: 0,
  open: 0,
  unexplained: 0,
};

describe('counting what became of confirmed deposits', () => {
  it('finds nothing to complain of when each was executed once and told', () => {
    const deposits = [deposit('a', '100'), deposit('a', '101'), deposit('b', '100')];
    expect(countDeposits(deposits, deposits)).toEqual({ ...NONE, confirmed: 3, once: 3 });
  });

  it('catches each execution beyond the first', () => {
    const deposits = [deposit('a', '100'), deposit('a', '101'), deposit('b', '100')];
    const executions = [...deposits, execution('a', '100'), execution('a', '100'), execution('b', '100')];
    expect(countDeposits(deposits, executions)).toEqual({
      ...NONE,
      confirmed: 3,
      once: 1,
      twiceOrMore: 2,
      extra: 3,
    });
  });

  it('catches a deposit that was neither executed nor mentioned', () => {
    const deposits = [deposit('a', '100', 'nothing'), deposit('b', '100')];
    expect(countDeposits(deposits, [execution('b', '100')])).toEqual({
      ...NONE,
      confirmed: 2,
      once: 1,
      lost: 1,
    });
  });

  it('does not call lost what was not executed and said to be so', () => {
    expect(countDeposits([deposit('a', '100', 'not_done')], [])).toEqual({
      ...NONE,
      confirmed: 1,
      saidNotDone: 1,
    });
  });

  it('catches an execution of which nobody was told', () => {
    const counts = countDeposits([deposit('a', '100', 'nothing')], [execution('a', '100')]);
    expect(counts).toEqual({ ...NONE, confirmed: 1, once: 1, untold: 1 });
  });

  it.each<[Told, number]>([
    ['done', 0],
    ['not_done', 1],
    ['not_done', 2],
  ])('catches a person who was told "%s" of %i executions', (told, times) => {
    const executions = Array.from({ length: times }, () => execution('a', '100'));
    expect(countDeposits([deposit('a', '100', told)], executions).saidWrong).toBe(1);
  });

  it('counts apart what was still being checked', () => {
    const deposits = [deposit('a', '100', 'open'), deposit('a', '101', 'open')];
    expect(countDeposits(deposits, [execution('a', '100')])).toEqual({
      ...NONE,
      confirmed: 2,
      once: 1,
      open: 2,
    });
  });

  it('catches executions that nobody confirmed: another account, another amount', () => {
    const executions = [execution('a', '100'), execution('b', '100'), execution('a', '101')];
    expect(countDeposits([deposit('a', '100')], executions)).toEqual({
      ...NONE,
      confirmed: 1,
      once: 1,
      unexplained: 2,
    });
  });

  it('refuses deposits that cannot be told apart, since a duplicate could hide between them', () => {
    expect(() => countDeposits([deposit('a', '100'), deposit('a', '100')], [])).toThrow(RangeError);
  });
});

describe('reading what a bot says of a deposit of 137 USDT', () => {
  const earnest = createEarnest(undefined);
  const what = en.receipts.whatDeposit('137 USDT', FLEX_USDT);

  it.each<[Told | undefined, string, string]>([
    ['done', 'done', plain(en.receipts.doneDeposit('137 USDT', FLEX_USDT))],
    ['not_done', 'a refusal', plain(en.receipts.rejected(what))],
    ['not_done', 'no trace', plain(en.receipts.notFound(what))],
    ['not_done', 'not sent', plain(en.receipts.expired(what))],
    ['not_done', 'a late tap', `${en.unsettled.late} ${plain(en.confirm.deposit('137 USDT', FLEX_USDT))}`],
    ['open', 'being checked', plain(en.receipts.unknown(what))],
    ['open', 'a question', plain(en.receipts.needsReview(what))],
    [undefined, 'on its way', plain(en.receipts.sending(what))],
    [undefined, 'its card', `${plain(en.confirm.deposit('137 USDT', FLEX_USDT))} ${en.confirm.life}`],
    [undefined, 'another deposit', plain(en.receipts.doneDeposit('1137 USDT', FLEX_USDT))],
  ])('takes it as %s when Earnest says: %s', (told, _about, text) => {
    expect(earnest.read(text, '137')).toBe(told);
  });

  it.each<[Told | undefined, string]>([
    ['done', 'Deposited 137 USDT'],
    ['not_done', 'Not deposited: 137 USDT. The exchange said: no'],
    ['open', 'No answer for 137 USDT: look at your orders before you try again.'],
    [undefined, 'Deposit 137 USDT to Earn · Flexible USDT?'],
    [undefined, 'Deposited 1370 USDT'],
  ])('takes it as %s when the compared bot says: %s', (told, text) => {
    const compared: Pick<Contender, 'read'> = POLLING;
    expect(compared.read(text, '137')).toBe(told);
  });
});
