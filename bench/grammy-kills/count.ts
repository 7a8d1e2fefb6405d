// Counts what became of confirmed deposits: the exchange's own ledger against what the people were told. Pure.
// A deposit is known by its account and its amount, which is unique within the account.

/** What the chat says of a deposit in the end; `open`: that it is still being checked. */
export type Told = 'nothing' | 'done' | 'not_done' | 'open';

/** One confirmed deposit: a person tapped once. */
export interface Deposit {
  readonly apiKey: string;
  /** Plain digits. */
  readonly amount: string;
  readonly told: Told;
}

/** One execution in the exchange's ledger. */
export interface Execution {
  readonly apiKey: string;
  readonly amount: string;
}

export interface Counts {
  readonly confirmed: number;
  readonly once: number;
  /** Deposits executed more than once. */
  readonly twiceOrMore: number;
  /** Executions beyond the first, over all deposits. */
  readonly extra: number;
  /** Never executed, and nobody said a word. */
  readonly lost: number;
  /** Never executed, and the person was told so. */
  readonly saidNotDone: number;
  /** Executed, and the person was told nothing. */
  readonly untold: number;
  /** Told the opposite of what happened. */
  readonly saidWrong: number;
  /** Still being checked when the run ended, and told so. */
  readonly open: number;
  /** Executions that no confirmed deposit explains. */
  readonly unexplained: number;
}

const idOf = ({ apiKey, amount }: Execution): string => `${apiKey} ${amount}`;

/** @throws RangeError when two deposits cannot be told apart */
export function countDeposits(deposits: readonly Deposit[], executions: readonly Execution[]): Counts {
  const times = new Map<string, number>(deposits.map((deposit) => [idOf(deposit), 0]));
  if (times.size !== deposits.length)
    throw new RangeError('Two deposits of an account have the same amount.');
  let unexplained = 0;
  for (const execution of executions) {
    const known = times.get(idOf(execution));
    if (known === undefined) unexplained += 1;
    else times.set(idOf(execution), known + 1);
  }
  const seen = deposits.map((deposit) => ({ told: deposit.told, times: times.get(idOf(deposit)) ?? 0 }));
  const count = (isIt: (one: (typeof seen)[number]) => boolean): number => seen.filter(isIt).length;
  return {
    confirmed: deposits.length,
    once: count((one) => one.times === 1),
    twiceOrMore: count((one) => one.times > 1),
    extra: seen.reduce((sum, one) => sum + Math.max(0, one.times - 1), 0),
    lost: count((one) => one.times === 0 && one.told === 'nothing'),
    saidNotDone: count((one) => one.times === 0 && one.told === 'not_done'),
    untold: count((one) => one.times > 0 && one.told === 'nothing'),
    saidWrong: count((one) => (one.times === 0 ? one.told === 'done' : one.told === 'not_done')),
    open: count((one) => one.told === 'open'),
    unexplained,
  };
}
