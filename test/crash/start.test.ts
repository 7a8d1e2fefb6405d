// A process that loses its database while it comes up: it waits and goes on, and nobody has to start it again (S3).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nth } from './gates/points.ts';
import { findDatabase } from './postgres/find-database.ts';
import { openStage, type Stage } from './stage.ts';

const TIMEOUT_MS = 300_000;
const database = findDatabase();

function onPostgres(): void {
  let stage: Stage;
  beforeAll(async () => {
    if (database === undefined) throw new Error('a database is there inside the suite only');
    stage = await openStage({ seed: 1, people: 0, database });
    stage.crew.start(stage.instances[0]);
    expect(await stage.probes.ask(performance.now())).toBeGreaterThan(0);
  }, TIMEOUT_MS);
  afterAll(() => stage.close(false), TIMEOUT_MS);

  // The vault's key, and who the bot is.
  it.each([1, 2])(
    'answers although its %d. question about itself is cut off',
    { timeout: TIMEOUT_MS },
    async (count) => {
      const [instance] = stage.instances;
      await instance.kill();
      const isCut = new Promise<void>((resolve) => {
        instance.traps.arm({ name: 'a question', ...nth(count, 'read meta') }, ({ release }) => {
          release('cut');
          resolve();
        });
      });
      instance.start();
      await isCut;
      expect(await stage.probes.ask(performance.now())).toBeGreaterThan(0);
      expect(stage.ownEnds).toEqual([]);
      expect(instance.isUp()).toBe(true);
    },
  );
}

// test/left-out.ts says so where there is no Postgres.
describe.runIf(database !== undefined)('the bot on a Postgres that is lost', onPostgres);
