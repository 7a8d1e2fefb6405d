// Who may use the bot, and who owns it. Deny by default; an empty list means nobody; a link alone changes nothing.
import type { App, AppDeps } from './app.ts';
import { OWNER_CLAIM_KEY } from './meta-keys.ts';
import { noticeTo } from './notice-to.ts';
import type { User } from './store.ts';

export type AccessControl = Pick<
  App,
  'mayUse' | 'askAccess' | 'answerAccess' | 'ownerClaim' | 'isOwnerClaim' | 'becomeOwner'
>;

type Settings = AppDeps['settings'];

/** Named owners are the only ones where the setting names any; else whoever took the claim. */
export function isOwner(user: User, settings: Settings): boolean {
  return settings.ownerIds.length > 0 ? settings.ownerIds.includes(user.id) : user.role === 'owner';
}

function mayUse(user: User, settings: Settings): boolean {
  if (isOwner(user, settings)) return true;
  switch (settings.access) {
    case 'approve':
      return user.access === 'approved';
    case 'list':
      return settings.allowedIds.includes(user.id);
    case 'open':
      return user.access !== 'refused';
  }
}

export function createAccessControl(deps: AppDeps): AccessControl {
  const { store, clock, settings, vault, ids } = deps;

  async function hasOwner(): Promise<boolean> {
    return settings.ownerIds.length > 0 || (await store.users.owners()).length > 0;
  }

  return {
    mayUse: (user) => mayUse(user, settings),
    ...createAccessRequests(deps),

    async ownerClaim() {
      if (await hasOwner()) return undefined;
      // Every start without an owner prints a new claim, since the old one cannot be printed again.
      const payload = ids.id();
      await store.meta.set(OWNER_CLAIM_KEY, vault.fingerprint(payload));
      return payload;
    },

    async isOwnerClaim(payload) {
      const standing = await store.meta.get(OWNER_CLAIM_KEY);
      return standing !== undefined && standing === vault.fingerprint(payload) && !(await hasOwner());
    },

    async becomeOwner(user, payload) {
      if (await hasOwner()) return false;
      const hash = vault.fingerprint(payload);
      return store.transaction(async (tx) => {
        if (!(await tx.meta.takeIfEquals(OWNER_CLAIM_KEY, hash))) return false;
        await tx.users.update(user.id, { role: 'owner', access: 'approved' });
        await tx.audit.add({ at: clock.now(), userId: user.id, action: 'become_owner', data: {} });
        return true;
      });
    },
  };
}

function createAccessRequests({
  store,
  clock,
  settings,
  wake,
}: AppDeps): Pick<App, 'askAccess' | 'answerAccess'> {
  return {
    async askAccess(user) {
      if (settings.access !== 'approve' || user.access !== 'none') return false;
      const owners = (await store.users.owners()).filter((owner) => isOwner(owner, settings));
      // With no owner in sight yet the request is not kept, so that a later one reaches somebody.
      if (owners.length === 0) return true;
      const now = clock.now();
      const asked = await store.transaction(async (tx) => {
        const standing = await tx.users.get(user.id);
        if (standing?.access !== 'none') return false;
        await tx.users.update(user.id, { access: 'pending' });
        const person = { id: user.id, name: user.firstName };
        await tx.notices.add(owners.map((owner) => noticeTo(owner, { kind: 'access_asked', person }, now)));
        return true;
      });
      if (asked) wake('deliver');
      return asked;
    },

    async answerAccess(owner, userId, approved) {
      if (!isOwner(owner, settings)) return false;
      const now = clock.now();
      const access = approved ? 'approved' : 'refused';
      const answered = await store.transaction(async (tx) => {
        const user = await tx.users.get(userId);
        if (user === undefined || user.access === access || isOwner(user, settings)) return false;
        await tx.users.update(userId, { access });
        await tx.notices.add([noticeTo(user, { kind: 'access_answered', approved }, now)]);
        await tx.audit.add({
          at: now,
          userId: owner.id,
          action: 'answer_access',
          data: { userId, approved },
        });
        return true;
      });
      if (answered) wake('deliver');
      return answered;
    },
  };
}
