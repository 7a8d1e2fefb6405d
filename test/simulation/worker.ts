// One thread of `npm run simulate`: plays the ranges of seeds it is given and reports each.
import { parentPort } from 'node:worker_threads';
import { addCoverage, type Coverage, emptyCoverage } from './coverage.ts';
import { simulate } from './simulate.ts';
import type { Breach } from './world.ts';

/** Seeds from `from` to below `to`; `twice` plays each again and compares the traces. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly twice: boolean;
}

export interface Failure extends Breach {
  readonly seed: number;
}

export interface Report {
  readonly range: Range;
  readonly steps: number;
  readonly coverage: Coverage;
  readonly failures: readonly Failure[];
}

export async function playRange(range: Range): Promise<Report> {
  const coverage = emptyCoverage();
  const failures: Failure[] = [];
  let steps = 0;
  for (let seed = range.from; seed < range.to; seed += 1) {
    const result = await simulate(seed, { keepsTrace: range.twice });
    steps += result.steps;
    addCoverage(coverage, result.coverage);
    failures.push(...result.breaches.map((breach) => ({ ...breach, seed })));
    if (!range.twice) continue;
    const again = await simulate(seed, { keepsTrace: true });
    if (again.trace === result.trace) continue;
    failures.push({
      seed,
      step: result.steps,
      invariant: 'the same seed gives the same trace',
      detail: 'it differs',
    });
  }
  return { range, steps, coverage, failures };
}

parentPort?.on('message', (range: Range) => {
  void playRange(range).then((report) => parentPort?.postMessage(report));
});
