// Due times of an environment set anew, after its clock changed speed: rows wait for real moments.
import type { App, AppDeps } from './app.ts';
import { dueOf } from './schedule-sync.ts';

export function createRedue({ store, clock, environmentClocks, wake }: AppDeps): App['redue'] {
  return async (environment) => {
    const exchangeClock = environmentClocks[environment];
    for (const { id, nextSyncEnvAt, isPutOff } of await store.accounts.waiting(environment)) {
      // A correction of an exchange's clock cuts no back-off short. A practice clock is changed by the person, who waits.
      if (isPutOff && environment !== 'practice') continue;
      await store.accounts.setDue(id, dueOf(exchangeClock, nextSyncEnvAt, clock.now()));
    }
    wake('sync');
  };
}
