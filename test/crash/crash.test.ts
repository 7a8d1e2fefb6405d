// The small round of the kill test: the bot as its own process on a real Postgres, killed twenty times while people move
// money. How fast it answers is judged by `npm run crash`, since here it shares the machine with other tests.
import { describe, expect, it } from 'vitest';
import { runCrashes } from './crash-run.ts';
import { findDatabase } from './postgres/find-database.ts';

const KILLS = 20;
/** No bar: a machine that is busy with other things takes several times as long as a quiet one. */
const TIMEOUT_MS = 900_000;

const database = findDatabase();

// test/left-out.ts says so where there is no Postgres.
describe.runIf(database !== undefined)('the bot', () => {
  it(`moves no money twice and loses no payout when it is killed ${KILLS} times`, {
    timeout: TIMEOUT_MS,
  }, async () => {
    if (database === undefined) throw new Error('a database is there inside the test only');
    const seed = Date.now() % 1_000_000_000;
    const result = await runCrashes({
      kills: KILLS,
      seed,
      people: 12,
      stopMs: 8_000,
      judgesAnswers: false,
      database,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const violations = (result?.findings ?? []).flatMap(({ invariant, violations: found }) =>
      found.map((detail) => `${invariant}: ${detail}`),
    );
    expect(violations, `seed ${seed}, ${result?.folder}\n${result?.lastLines.join('\n')}`).toEqual([]);
    expect(result?.kills).toBeGreaterThanOrEqual(KILLS);
    expect(result?.facts.posts.length).toBeGreaterThan(0);
  });
});
