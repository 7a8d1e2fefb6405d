// The kill switch: owners pause and resume all money moves of the bot. What was sent already goes on.
import type { App, AppDeps } from './app.ts';
import { isPaused } from './confirm-operation.ts';
import { isOwner } from './control-access.ts';
import { PAUSED_KEY } from './meta-keys.ts';

export type MoneyPause = Pick<App, 'setPaused' | 'isPaused'>;

export function createMoneyPause({ store, clock, settings, log }: AppDeps): MoneyPause {
  return {
    isPaused: () => isPaused(store),
    async setPaused(owner, paused) {
      if (!isOwner(owner, settings)) return false;
      await store.transaction(async (tx) => {
        await tx.meta.set(PAUSED_KEY, paused ? '1' : '0');
        await tx.audit.add({ at: clock.now(), userId: owner.id, action: 'pause_money', data: { paused } });
      });
      log.warn('money.paused', { paused });
      return true;
    },
  };
}
