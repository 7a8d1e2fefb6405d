// Who may use the bot, and who owns it. Deny by default; an empty list means nobody; a link alone changes nothing.
import type { App, AppDeps } from './app.ts';
import { OWNER_CLAIM_KEY } from './meta-keys.ts';
import { noticeTo } from './notice-to.ts';
import type { NewNotice, Store, User } from './store.ts';

export type AccessControl = Pick<
  App,
  'mayUse' | 'askAccess' | 'answerAccess' | 'ownerClaim' | 'isOwnerClaim' | 'becomeOwner'
>;

type Settings = AppDeps['settings'];

/** Named owners are the only ones where the setting names any; else whoever took the claim. */
export function isOwner(user: User, settings: Settings): boolean {
  return settings.ownerIds.length > 0 ? settings.ownerIds.includes(user.id) : user.role === 'owner';
}

/** Deny by default. What a person is told unasked and what is read with their key follows the same answer. */
export function mayUse(user: User, settings: Settings): boolean {
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

/** Requests kept while nobody can be asked; the person of a later one asks again when they write again. */
export const WAITING_MAX = 100;

/** Stored once for each owner and person, however often it is brought up; one who was forgotten is another person. */
function requestOf({ id, firstName, createdAt }: User, owner: User, now: number): NewNotice {
  const data = { kind: 'access_asked', person: { id, name: firstName } } as const;
  return noticeTo(owner, data, now, { dedupeKey: `access_asked:${owner.id}:${id}:${createdAt}` });
}

/** Whoever has become an owner is asked about everyone who waits. */
export async function bringWaiting(
  { store, clock, wake }: Pick<AppDeps, 'store' | 'clock' | 'wake'>,
  owner: User,
): Promise<void> {
  const waiting = await store.users.waiting(WAITING_MAX);
  if (waiting.length === 0) return;
  await store.notices.add(waiting.map((user) => requestOf(user, owner, clock.now())));
  wake('deliver');
}

/** Their accounts were not looked at meanwhile: what came in is told as after an outage. */
async function resume(tx: Store, userId: number, now: number): Promise<void> {
  for (const { id } of await tx.accounts.ofUser(userId)) await tx.accounts.setDue(id, now);
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
      const became = await store.transaction(async (tx) => {
        if (!(await tx.meta.takeIfEquals(OWNER_CLAIM_KEY, hash))) return false;
        await tx.users.update(user.id, { role: 'owner', access: 'approved' });
        await tx.audit.add({ at: clock.now(), userId: user.id, action: 'become_owner', data: {} });
        return true;
      });
      if (became) await bringWaiting(deps, user);
      return became;
    },
  };
}

function createAccessRequests({
  store,
  clock,
  settings,
  wake,
}: AppDeps): Pick<App, 'askAccess' | 'answerAccess'> {
  async function toAsk(): Promise<readonly User[]> {
    return (await store.users.owners()).filter((owner) => isOwner(owner, settings));
  }

  async function keep({ id }: User): Promise<'new' | 'known' | 'answered'> {
    const isFull =
      (await toAsk()).length === 0 && (await store.users.waiting(WAITING_MAX)).length >= WAITING_MAX;
    return store.transaction(async (tx) => {
      const standing = await tx.users.get(id);
      if (standing?.access === 'pending') return 'known';
      if (standing?.access !== 'none') return 'answered';
      if (!isFull) await tx.users.update(id, { access: 'pending' });
      return 'new';
    });
  }

  return {
    async askAccess(user) {
      if (settings.access !== 'approve') return 'waiting';
      const request = await keep(user);
      if (request === 'answered') return 'waiting';
      // Only now, when the request is stored: an owner who comes this moment sees it, or is seen here.
      const owners = await toAsk();
      if (owners.length === 0) return settings.ownerIds.length > 0 ? 'owner_absent' : 'no_owner';
      await store.notices.add(owners.map((owner) => requestOf(user, owner, clock.now())));
      wake('deliver');
      return request === 'new' ? 'asked' : 'waiting';
    },

    async answerAccess(owner, userId, approved) {
      if (!isOwner(owner, settings)) return false;
      const now = clock.now();
      const access = approved ? 'approved' : 'refused';
      const answered = await store.transaction(async (tx) => {
        const user = await tx.users.get(userId);
        if (user === undefined || user.access === access || isOwner(user, settings)) return false;
        await tx.users.update(userId, { access });
        if (approved) await resume(tx, userId, now);
        await tx.notices.add([noticeTo(user, { kind: 'access_answered', approved }, now)]);
        await tx.audit.add({
          at: now,
          userId: owner.id,
          action: 'answer_access',
          data: { userId, approved },
        });
        return { firstName: user.firstName };
      });
      if (answered !== false) wake('deliver');
      if (answered !== false && approved) wake('sync');
      return answered;
    },
  };
}
