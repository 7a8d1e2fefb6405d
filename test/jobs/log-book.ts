// A log that keeps what was logged, for tests.
import type { Log } from '../../src/app/ports.ts';

export interface Entry {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function createLogBook(): {
  readonly log: Log;
  readonly entries: Entry[];
  readonly events: () => readonly string[];
} {
  const entries: Entry[] = [];
  const keep =
    (level: Entry['level']) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void entries.push({ level, event, fields });
  return {
    log: { info: keep('info'), warn: keep('warn'), error: keep('error') },
    entries,
    events: () => entries.map(({ event }) => event),
  };
}
