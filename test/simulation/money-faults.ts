// What can befall a request that moves money: whether it is executed, when, and what the client gets to see.
import type { Random } from './random.ts';

/** From the list of faults; delays in real time. */
export type MoneyFault =
  /** Refused, DNS or TLS: no byte left. */
  | { readonly kind: 'not connected' }
  | { readonly kind: 'reset before the body' }
  | { readonly kind: 'reset after the body'; readonly executed: boolean }
  | { readonly kind: 'no answer'; readonly executed: boolean }
  | { readonly kind: 'late'; readonly afterMs: number; readonly answer: 'lost' | 'none' | 503 }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code: number | undefined;
      readonly executed: boolean;
    }
  | { readonly kind: 'success false'; readonly executed: boolean }
  | { readonly kind: 'unreadable'; readonly executed: boolean }
  | { readonly kind: 'duplicated'; readonly answer: 'first' | 'second' }
  /** The same deposit is made on the site in the same millisecond. */
  | { readonly kind: 'twin on the site'; readonly answered: boolean }
  | { readonly kind: 'slow'; readonly ms: number };

const STATUSES = [400, 408, 429, 500, 502, 503, 504, 421, 307, 401, 403, 451] as const;

export function pickMoneyFault(random: Random): MoneyFault {
  const executed = random.chance(0.5);
  switch (random.int(0, 11)) {
    case 0:
      return { kind: 'not connected' };
    case 1:
      return { kind: 'reset before the body' };
    case 2:
    case 3:
      return { kind: 'reset after the body', executed };
    case 4:
      return { kind: 'no answer', executed };
    case 5:
      return {
        kind: 'late',
        afterMs: random.pick([1, 8, 29, 31, 120, 599]) * 1_000,
        answer: random.pick(['lost', 'none', 503]),
      };
    case 6:
    case 7: {
      const status = random.pick(STATUSES);
      return {
        kind: 'status',
        status,
        code: status === 400 && random.chance(0.5) ? -2 : undefined,
        executed,
      };
    }
    case 8:
      return { kind: 'success false', executed };
    case 9:
      return { kind: 'unreadable', executed };
    case 10:
      return { kind: 'duplicated', answer: random.pick(['first', 'second']) };
    default:
      return random.chance(0.5)
        ? { kind: 'twin on the site', answered: random.chance(0.5) }
        : { kind: 'slow', ms: random.pick([3_000, 12_000, 33_000]) };
  }
}

/** One line of the coverage table. */
export function nameOfFault(fault: MoneyFault): string {
  switch (fault.kind) {
    case 'late':
      return `money: executed ${fault.afterMs / 1_000} s late`;
    case 'status':
      return `money: ${fault.status}, ${executedOrNot(fault)}`;
    case 'duplicated':
      return `money: duplicated, ${fault.answer} answer`;
    case 'twin on the site':
    case 'slow':
    case 'not connected':
    case 'reset before the body':
      return `money: ${fault.kind}`;
    default:
      return `money: ${fault.kind}, ${executedOrNot(fault)}`;
  }
}

function executedOrNot({ executed }: { readonly executed: boolean }): string {
  return executed ? 'executed' : 'not executed';
}
