// The kill switch: owners pause and resume all money moves of the bot. What has left the house goes on; what waits for
// its turn at the exchange does not leave it any more.
import type { App, AppDeps } from './app.ts';
import { isOwner } from './control-access.ts';
import { PAUSED_KEY } from './meta-keys.ts';
import { isPaused, type PauseFlag } from './pause-flag.ts';

export type MoneyPause = Pick<App, 'setPaused' | 'isPaused' | 'lookWhetherPaused'>;

export function createMoneyPause(
  { store, clock, settings, log, wake }: AppDeps,
  flag: PauseFlag,
): MoneyPause {
  return {
    isPaused: () => isPaused(store),
    lookWhetherPaused: flag.lookWhileSending,
    async setPaused(owner, paused) {
      if (!isOwner(owner, settings)) return false;
      // Pausing does not wait for the database; going on does.
      if (paused) flag.set(true);
      await store.transaction(async (tx) => {
        await tx.meta.set(PAUSED_KEY, paused ? '1' : '0');
        await tx.audit.add({ at: clock.now(), userId: owner.id, action: 'pause_money', data: { paused } });
      });
      flag.set(paused);
      log.warn('money.paused', { paused });
      wake('submit');
      return true;
    },
  };
}
