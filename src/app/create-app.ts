// Puts the use cases together from their dependencies. The one place that knows all of them.
import { createAcceptSome } from './accept-some.ts';
import { createSessions } from './account-session.ts';
import { createAlertOwners } from './alert-owners.ts';
import type { App, AppDeps } from './app.ts';
import { createDeletionTried } from './await-deletion.ts';
import { createSecretCapture } from './capture-secret.ts';
import { createConfirmation } from './confirm-operation.ts';
import { createConnect } from './connect-account.ts';
import { createAccessControl } from './control-access.ts';
import { createDecide } from './decide-operation.ts';
import { createEndUnsent } from './end-unsent.ts';
import { createReadInvested } from './invested-today.ts';
import { createLinkAccount } from './link-account.ts';
import { createAccountManagement } from './manage-accounts.ts';
import { createMeet, createPersonalSettings } from './meet-person.ts';
import { createOpenPractice } from './open-practice.ts';
import { createPauseFlag } from './pause-flag.ts';
import { createMoneyPause } from './pause-money.ts';
import { createPlanNext } from './plan-next.ts';
import { createPrepareDeposit } from './prepare-deposit.ts';
import { createDrafts } from './prepare-move.ts';
import { createPrepareRedeem } from './prepare-redeem.ts';
import { createPrepareRenew } from './prepare-renew.ts';
import { createAccountReads } from './read-account.ts';
import { createReadHome } from './read-home.ts';
import { createReadHoldings, createReadOrders } from './read-orders.ts';
import { createReadProducts } from './read-products.ts';
import { createReadStatus } from './read-status.ts';
import { createRecoverSending } from './recover-sending.ts';
import { createRedue } from './redue-accounts.ts';
import { createRefreshOrders } from './refresh-orders.ts';
import { createReleases } from './release-claims.ts';
import { createReopenMoves } from './reopen-moves.ts';
import { createReplaceKey } from './replace-key.ts';
import { createScheduleSync } from './schedule-sync.ts';
import { createSettle } from './settle-operation.ts';
import { createStoreOutcome } from './store-outcome.ts';
import { createSubmit } from './submit-operation.ts';
import { createSync } from './sync-account.ts';
import { createKeyWatch } from './watch-key.ts';

/** Every use case of the bot, for one instance. */
export function createApp(deps: AppDeps): App {
  const releases = createReleases(deps);
  const sessions = createSessions(deps, releases);
  const connect = createConnect(deps);
  const alertOwners = createAlertOwners(deps);
  const keyWatch = createKeyWatch(deps, alertOwners);
  const scheduleSync = createScheduleSync(deps);
  const refreshOrders = createRefreshOrders(deps, scheduleSync, alertOwners);
  const readHoldings = createReadHoldings(deps, sessions, refreshOrders);
  const drafts = createDrafts(deps);
  const linkAccount = createLinkAccount(deps, {
    sessions,
    refreshOrders,
    keyWatch,
    scheduleSync,
    alertOwners,
  });
  const reopenMoves = createReopenMoves(deps);
  const endUnsent = createEndUnsent(deps);
  const storeOutcome = createStoreOutcome(deps);
  const planNext = createPlanNext(deps);
  const pause = createPauseFlag(deps.store);

  return {
    acceptSome: createAcceptSome(deps),
    meet: createMeet(deps),
    ...createAccessControl(deps),
    ...createPersonalSettings(deps),
    ...createAccountManagement(deps, sessions.quietly),
    openPractice: createOpenPractice(deps, connect),
    ...createSecretCapture(deps, connect),
    deletionTried: createDeletionTried(deps),
    replaceKey: createReplaceKey(deps),
    products: createReadProducts(deps, sessions),
    home: createReadHome(deps, readHoldings),
    orders: createReadOrders(deps, readHoldings),
    ...createAccountReads(deps, sessions),
    investedToday: createReadInvested(deps),
    status: createReadStatus(deps),
    prepareDeposit: createPrepareDeposit(deps, sessions, drafts),
    prepareRedeem: createPrepareRedeem(deps, sessions, drafts),
    prepareRenew: createPrepareRenew(sessions, drafts),
    ...createConfirmation(deps),
    decide: createDecide(deps),
    ...createMoneyPause(deps, pause),
    submit: createSubmit(deps, { sessions, releases, endUnsent, storeOutcome, planNext, pause }),
    settle: createSettle(deps, sessions, releases),
    sync: createSync(deps, { sessions, releases, linkAccount, refreshOrders, reopenMoves, keyWatch }),
    recoverSending: createRecoverSending(deps, releases),
    redue: createRedue(deps),
  };
}
