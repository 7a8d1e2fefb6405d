import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onStopSignal } from '../../src/compose/stop-signals.ts';

function listening() {
  const source = new EventEmitter();
  let now = 5;
  let stops = 0;
  onStopSignal(
    source,
    () => {
      stops += 1;
    },
    () => now,
  );
  return {
    signal: (...signals: readonly ('SIGINT' | 'SIGTERM')[]) => {
      for (const signal of signals) source.emit(signal);
    },
    later: (ms: number) => {
      now += ms;
    },
    stops: () => stops,
  };
}

describe('a signal to stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('is heard: %s', (name) => {
    const { signal, stops } = listening();
    signal(name);
    expect(stops()).toBe(1);
  });

  it('of one Ctrl-C counts once, though the terminal and npm both send it', () => {
    const { signal, later, stops } = listening();
    signal('SIGINT');
    later(499);
    signal('SIGINT', 'SIGINT');
    expect(stops()).toBe(1);
  });

  it('of a second Ctrl-C counts', () => {
    const { signal, later, stops } = listening();
    signal('SIGINT');
    later(500);
    signal('SIGINT');
    expect(stops()).toBe(2);
  });

  it('is never taken for an echo when it is SIGTERM', () => {
    const { signal, stops } = listening();
    signal('SIGTERM', 'SIGTERM', 'SIGINT', 'SIGTERM');
    expect(stops()).toBe(4);
  });
});
