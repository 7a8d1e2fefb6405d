// What people and owners decided, append-only until /forget.
import type { AuditStore } from '../app/store.ts';
import { audit } from './schema/system.ts';
import type { Session } from './session.ts';

export function createAuditStore({ queries }: Session): AuditStore {
  return {
    async add(entry) {
      await queries.insert(audit).values(entry);
    },
  };
}
