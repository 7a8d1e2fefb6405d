// Due times of an environment set anew, after its clock changed speed: rows wait for real moments.
import type { App, AppDeps } from './app.ts';
import { dueOf } from './schedule-sync.ts';

export function createRedue({ store, clock, environmentClocks, wake }: AppDeps): App['redue'] {
  return async (environment) => {
    const exchangeClock = environmentClocks[environment];
    for (const { id, nextSyncEnvAt } of await store.accounts.waiting(environment)) {
      await store.accounts.setDue(id, dueOf(exchangeClock, nextSyncEnvAt, clock.now()));
    }
    wake('sync');
  };
}
