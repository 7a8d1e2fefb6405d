// What happened when, in a file of the run's folder; the newest lines at hand.
import { createWriteStream } from 'node:fs';

export interface Trace {
  readonly trace: (line: string) => void;
  readonly lastLines: (count: number) => readonly string[];
  readonly close: () => Promise<void>;
}

const LINES_KEPT = 400;

export function createTrace(path: string): Trace {
  const lines: string[] = [];
  const file = createWriteStream(path);
  const startedAt = performance.now();
  return {
    trace(line) {
      const text = `${((performance.now() - startedAt) / 1_000).toFixed(3).padStart(9)} ${line}`;
      file.write(`${text}\n`);
      lines.push(text);
      if (lines.length > 2 * LINES_KEPT) lines.splice(0, LINES_KEPT);
    },
    lastLines: (count) => lines.slice(-count),
    close: () => new Promise((resolve) => void file.end(() => resolve())),
  };
}
