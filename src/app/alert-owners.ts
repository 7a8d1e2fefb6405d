// Tells the owners that something is wrong with the house itself: at most once an hour for each matter.

import type { AppDeps } from './app.ts';
import { isOwner } from './control-access.ts';
import { noticeTo } from './notice-to.ts';
import type { Store } from './store.ts';

/** The same matter is told again after this long. */
export const ALERT_AGAIN_MS = 3_600_000;

/** `about` is a fixed word with an environment, never a person, an amount or a secret. */
export type AlertOwners = (tx: Store, about: string) => Promise<void>;

export function createAlertOwners({
  clock,
  settings,
  log,
}: Pick<AppDeps, 'clock' | 'settings' | 'log'>): AlertOwners {
  return async (tx, about) => {
    const now = clock.now();
    log.warn('operator.alert', { about });
    const owners = (await tx.users.owners()).filter((owner) => isOwner(owner, settings));
    const hour = Math.floor(now / ALERT_AGAIN_MS);
    await tx.notices.add(
      owners.map((owner) =>
        noticeTo(owner, { kind: 'operator_alert', about }, now, {
          dedupeKey: `alert:${owner.id}:${about}:${hour}`,
        }),
      ),
    );
  };
}
