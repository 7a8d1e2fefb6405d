// Two accounts of a person that read the same account of the exchange become one: the older one goes on with the
// newer key, and keeps its name, its ledger and its moves. The exchange is not asked.
import type { App, AppDeps } from './app.ts';
import { overlap } from './connect-notices.ts';
import { ownAccount } from './manage-accounts.ts';
import { openKey, sealKey } from './seal-key.ts';
import type { Account, Store } from './store.ts';

async function shareOrders(tx: Store, one: Account, other: Account): Promise<boolean> {
  const [mine, theirs] = [await tx.orders.of(one.id), await tx.orders.of(other.id)];
  return overlap(
    mine.orders.map(({ order }) => order),
    theirs.orders.map(({ order }) => order),
  );
}

/** Its key was tested and works. */
function isUsable({ status, linked }: Account): boolean {
  return linked && (status === 'active' || status === 'view');
}

export function createReplaceKey({ store, clock, vault, log, wake }: AppDeps): App['replaceKey'] {
  return async (user, intoId, fromId) => {
    const outcome = await store.transaction<Awaited<ReturnType<App['replaceKey']>>>(async (tx) => {
      const into = await ownAccount(tx, user, intoId);
      const from = await ownAccount(tx, user, fromId);
      if (into === undefined || from === undefined || intoId === fromId) return { kind: 'gone' };
      // Between the offer and the tap either may have become another account of the exchange.
      const isSame = into.environment === from.environment && (await shareOrders(tx, into, from));
      if (!isSame || !isUsable(from)) return { kind: 'not_same' };
      const operation = await tx.operations.inLane(fromId);
      if (operation !== undefined) return { kind: 'under_way', account: from, operation };

      const now = clock.now();
      const patch = {
        ...sealKey(vault, into, openKey(vault, from)),
        status: from.status,
        moved: from.moved,
        refusedSince: undefined,
        nextSyncEnvAt: undefined,
        lateLooks: 0,
        failedLooks: 0,
      };
      if (!(await tx.accounts.takeOver(intoId, fromId, patch, now))) return { kind: 'gone' };
      await tx.users.update(user.id, { activeAccountId: intoId });
      const data = { into: intoId, from: fromId };
      await tx.audit.add({ at: now, userId: user.id, action: 'replace_key', data });
      return { kind: 'done', account: { ...into, ...patch }, removed: from };
    });
    if (outcome.kind === 'done') {
      log.info('account.key_replaced', { accountId: intoId, removed: fromId });
      wake('sync');
    }
    return outcome;
  };
}
