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
import { createPayoutStore } from './payouts.ts';
import { createProductCache } from './products.ts';
import { createSeatStore } from './seats.ts';
import type { Session } from './session.ts';
import { createUserStore } from './users.ts';

/**
 * @param instanceId owner of every claim made through this store; its heartbeat (instances.ts) must be beating.
 * Methods reject with DbError or ClaimLost; a transaction passes the errors of its work through.
 */
export function createStore(database: Database, instanceId: string): Store {
  return {
    ...tables(database, instanceId),
    transaction: (work) =>
      database.transaction((session) =>
        work({
          ...tables(session, instanceId),
          transaction: () => Promise.reject(new Error('A transaction inside a transaction.')),
        }),
      ),
  };
}

function tables(session: Session, self: string) {
  return {
    users: withDbErrors(createUserStore(session)),
    accounts: withDbErrors(createAccountStore(session, self)),
    orders: withDbErrors(createOrderStore(session)),
    payouts: withDbErrors(createPayoutStore(session)),
    operations: withDbErrors(createOperationStore(session, self)),
    notices: withDbErrors(createNoticeStore(session, self)),
    chats: withDbErrors(createChatStore(session, self)),
    cards: withDbErrors(createCardStore(session)),
    captures: withDbErrors(createCaptureStore(session)),
    deletions: withDbErrors(createDeletionStore(session, self)),
    products: withDbErrors(createProductCache(session)),
    audit: withDbErrors(createAuditStore(session)),
    meta: withDbErrors(createMetaStore(session)),
    seats: withDbErrors(createSeatStore(session, self)),
  };
}
