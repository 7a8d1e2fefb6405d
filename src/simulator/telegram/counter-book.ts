// Counts what the emulator did, for tests and benches. The counts live in the state, so they last over a restart.
import type { Memory } from './memory.ts';
import { type Refusal, refusalKind } from './refusal.ts';
import type { CounterTotal } from './state.ts';

export interface CounterBook {
  method(name: string): void;
  total(name: CounterTotal, by?: number): void;
  sendTo(chatId: number): void;
  refused(refusal: Refusal): void;
  fault(kind: string): void;
}

/** Kinds of refusal kept apart; a fuzzing test must not grow the state without end. */
const REFUSAL_KINDS_MAX = 200;

function raise(cells: Record<string, number>, key: string): void {
  cells[key] = (cells[key] ?? 0) + 1;
}

export function createCounterBook(memory: Memory): CounterBook {
  const { counters } = memory;
  const total: CounterBook['total'] = (name, by = 1) => {
    counters.totals[name] += by;
  };
  return {
    total,
    method: (name) => raise(counters.methods, name),
    fault: (kind) => raise(counters.faults, kind),
    sendTo(chatId) {
      total('sends');
      raise(counters.sendsPerChat, String(chatId));
    },
    refused(refusal) {
      const kind = refusalKind(refusal);
      const isNew = counters.refused[kind] === undefined;
      const full = Object.keys(counters.refused).length >= REFUSAL_KINDS_MAX;
      raise(counters.refused, isNew && full ? 'other' : kind);
      if (refusal.code === 409) total('conflicts409');
      if (refusal.code === 429) total('tooMany429');
    },
  };
}
