// Memory tables of people, their secrets being typed, messages to delete, buttons, and small things.
import type {
  Capture,
  CaptureStore,
  Card,
  CardStore,
  Claim,
  Deletion,
  DeletionStore,
  MetaStore,
  SeatStore,
  User,
  UserStore,
} from '../../../src/app/store.ts';
import { ClaimLost } from '../../../src/app/store.ts';
import { type Engine, holds, isFree, type Owned, type Table, takeDue } from './engine.ts';

export type Run = <Value>(call: string, work: () => Value) => Promise<Value>;

export interface PeopleTables {
  readonly users: Table<number, User>;
  readonly captures: Table<number, Capture>;
  readonly deletions: Table<string, Owned<Deletion>>;
  readonly cards: Table<string, Card>;
  readonly meta: Table<string, string>;
  readonly seats: Table<string, Claim>;
}

export const createPeopleTables = (engine: Engine): PeopleTables => ({
  users: engine.table(),
  captures: engine.table(),
  deletions: engine.table(),
  cards: engine.table(),
  meta: engine.table(),
  seats: engine.table(),
});

export function createUserStore(tables: PeopleTables, run: Run, wipe: (userId: number) => void): UserStore {
  return {
    get: (id) => run('users.get', () => tables.users.get(id)),
    ensure: (user) =>
      run('users.ensure', () => {
        const known = tables.users.get(user.id);
        if (known !== undefined) return known;
        tables.users.set(user.id, user);
        return user;
      }),
    update: (id, patch) =>
      run('users.update', () => {
        const user = tables.users.get(id);
        if (user !== undefined) tables.users.set(id, { ...user, ...patch });
      }),
    owners: () => run('users.owners', () => tables.users.rows().filter((user) => user.role === 'owner')),
    waiting: (limit) =>
      run('users.waiting', () =>
        tables.users
          .rows()
          .filter(({ access }) => access === 'pending')
          .toSorted((a, b) => a.createdAt - b.createdAt || a.id - b.id)
          .slice(0, limit),
      ),
    forget: (id) => run('users.forget', () => wipe(id)),
  };
}

export function createCaptureStore(tables: PeopleTables, run: Run): CaptureStore {
  return {
    get: (userId) => run('captures.get', () => tables.captures.get(userId)),
    put: (capture) => run('captures.put', () => tables.captures.set(capture.userId, capture)),
    remove: (userId) => run('captures.remove', () => tables.captures.delete(userId)),
    wipe: (now) =>
      run('captures.wipe', () => {
        const held = tables.captures
          .rows()
          .filter(({ expiresAt, keySealed }) => expiresAt < now && keySealed !== undefined);
        for (const row of held) tables.captures.set(row.userId, { ...row, keySealed: undefined });
        return held.length;
      }),
  };
}

const deletionKey = (deletion: Deletion): string => `${deletion.chatId}:${deletion.messageId}`;

export function createDeletionStore(
  engine: Engine,
  tables: PeopleTables,
  run: Run,
  claimant: () => string,
): DeletionStore {
  const of = (userId: number) => tables.deletions.rows().filter(({ row }) => row.userId === userId);
  return {
    add: (deletions, dueAt) =>
      run('deletions.add', () => {
        for (const row of deletions) {
          if (tables.deletions.get(deletionKey(row)) !== undefined) continue;
          tables.deletions.set(deletionKey(row), { row, claim: undefined, dueAt });
        }
      }),
    claimDue: (now, limit) =>
      run('deletions.claimDue', () => takeDue(engine, tables.deletions, deletionKey, claimant(), now, limit)),
    done: (deletion, claim) =>
      run('deletions.done', () => {
        const key = deletionKey(deletion);
        if (!holds(tables.deletions.get(key), claim)) throw new ClaimLost();
        tables.deletions.delete(key);
      }),
    retry: (deletion, claim, dueAt) =>
      run('deletions.retry', () => {
        const key = deletionKey(deletion);
        const owned = tables.deletions.get(key);
        if (owned === undefined || !holds(owned, claim)) throw new ClaimLost();
        const row = { ...owned.row, attempts: owned.row.attempts + 1 };
        tables.deletions.set(key, { row, claim: undefined, dueAt });
      }),
    countOf: (userId) => run('deletions.countOf', () => of(userId).length),
    untriedOf: (userId) =>
      run('deletions.untriedOf', () => of(userId).filter(({ row }) => row.attempts === 0).length),
  };
}

export function createCardStore(tables: PeopleTables, run: Run): CardStore {
  return {
    create: (card) => run('cards.create', () => tables.cards.set(card.id, card)),
    get: (id) => run('cards.get', () => tables.cards.get(id)),
    attach: (id, messageId) =>
      run('cards.attach', () => {
        const card = tables.cards.get(id);
        if (card !== undefined) tables.cards.set(id, { ...card, messageId });
      }),
    take: (id) =>
      run('cards.take', () => {
        const there = tables.cards.get(id) !== undefined;
        tables.cards.delete(id);
        return there;
      }),
    prune: (before) =>
      run('cards.prune', () => {
        const old = tables.cards.rows().filter((card) => card.expiresAt < before);
        for (const card of old) tables.cards.delete(card.id);
        return old.length;
      }),
  };
}

export function createMetaStore(tables: PeopleTables, run: Run): MetaStore {
  return {
    get: (key) => run('meta.get', () => tables.meta.get(key)),
    set: (key, value) => run('meta.set', () => tables.meta.set(key, value)),
    setIfAbsent: (key, value) =>
      run('meta.setIfAbsent', () => {
        const standing = tables.meta.get(key);
        if (standing !== undefined) return standing;
        tables.meta.set(key, value);
        return value;
      }),
    takeIfEquals: (key, value) =>
      run('meta.takeIfEquals', () => {
        if (tables.meta.get(key) !== value) return false;
        tables.meta.delete(key);
        return true;
      }),
  };
}

export function createSeatStore(
  engine: Engine,
  tables: PeopleTables,
  run: Run,
  instanceId: string,
): SeatStore {
  return {
    hold: (name) =>
      run('seats.hold', () => {
        const held = tables.seats.get(name);
        if (held?.owner === instanceId) return held;
        const seat = { row: name, claim: held, dueAt: null };
        if (!isFree(engine, seat)) return undefined;
        const claim = { owner: instanceId, fence: engine.next() };
        tables.seats.set(name, claim);
        return claim;
      }),
    release: (name, claim) =>
      run('seats.release', () => {
        const held = tables.seats.get(name);
        if (held?.owner === claim.owner && held.fence === claim.fence) tables.seats.delete(name);
      }),
  };
}
