// The use cases' Store over a database: one file an aggregate, put together here, for one instance.
import type { Store } from '../app/store.ts';
import { createAccountStore } from './accounts.ts';
import { createAuditStore } from './audit.ts';
import { createCaptureStore } from './captures.ts';
import { createCardStore } from './cards.ts';
import { createChatStore } from './chats.ts';
import type { Database } from './client.ts';
import { createDeletionStore } from './deletions.ts';
import { withDbErrors } from './errors.ts';
import { createMetaStore } from './meta.ts';
import { createNoticeStore } from './notices.ts';
import { createOperationStore } from './operations.ts';
import { createOrderStore } from './orders.ts';
import { type Owner, steadyOwner } from './owner.ts';
import { createPayoutStore } from './payouts.ts';
import { createProductCache } from './products.ts';
import { createSeatStore } from './seats.ts';
import type { Session } from './session.ts';
import { createUserStore } from './users.ts';

/**
 * @param owner in whose name rows are claimed; its heartbeat (instances.ts) must be beating. It hears of lost answers.
 * Methods reject with DbError or ClaimLost; a transaction passes the errors of its work through.
 */
export function createStore(database: Database, owner: Owner | string): Store {
  const self = typeof owner === 'string' ? steadyOwner(owner) : owner;
  const whole = withDbErrors({ transaction: database.transaction }, self.doubt);
  return {
    ...tables(database, self),
    transaction: (work) =>
      whole.transaction((session) =>
        work({
          ...tables(session, self),
          transaction: () => Promise.reject(new Error('A transaction inside a transaction.')),
        }),
      ),
  };
}

function tables(session: Session, owner: Owner) {
  const heard = <Part extends object>(part: Part): Part => withDbErrors(part, owner.doubt);
  return {
    users: heard(createUserStore(session)),
    accounts: heard(createAccountStore(session, owner)),
    orders: heard(createOrderStore(session)),
    payouts: heard(createPayoutStore(session)),
    operations: heard(createOperationStore(session, owner)),
    notices: heard(createNoticeStore(session, owner)),
    chats: heard(createChatStore(session, owner)),
    cards: heard(createCardStore(session)),
    captures: heard(createCaptureStore(session)),
    deletions: heard(createDeletionStore(session, owner)),
    products: heard(createProductCache(session)),
    audit: heard(createAuditStore(session)),
    meta: heard(createMetaStore(session)),
    seats: heard(createSeatStore(session, owner.id)),
  };
}
