// A house for tests of the use cases: one fake exchange an environment, one shared memory state, instances that come
// and go, and a clock that only moves when a test or a sleep moves it.
import type { App, AppDeps, AppSettings, Queue } from '../../src/app/app.ts';
import { createApp } from '../../src/app/create-app.ts';
import type { NoticeData, NoticeKind } from '../../src/app/notice.ts';
import type { SealContext, SendOutcome, Vault } from '../../src/app/ports.ts';
import type { Account, Claimed, Notice, Store, User } from '../../src/app/store.ts';
import type { Operation, OperationState } from '../../src/domain/operation.ts';
import type { Environment } from '../../src/domain/product.ts';
import { createDeletionRunner } from '../../src/jobs/delete.ts';
import { createFakeEarn, type FakeEarn } from './fake-earn.ts';
import type { Hooks } from './memory/engine.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from './memory-store.ts';

export const START = Date.UTC(2026, 0, 15, 10, 0, 0);
export const KEY = `${'k'.repeat(31)}1AbCdEfGh0000111122223333444455`;
export const SECRET = 's3cret'.repeat(8);

export const SETTINGS: AppSettings = {
  payoutGraceMs: 60_000,
  reconcileWaitMs: 600_000,
  access: 'approve',
  allowedIds: [],
  ownerIds: [1],
  readTimeoutMs: 2_000,
  maxRps: 10,
};

/** Binds a value to its place as the real vault does, and hides it well enough to look for it in rows. */
export const fakeVault: Vault = {
  seal: (plain, context) => `${placeOf(context)}|${Buffer.from(plain).toString('base64url')}`,
  open(sealed, context) {
    const [place, text = ''] = sealed.split('|');
    if (place !== placeOf(context)) throw new Error('VaultError');
    return Buffer.from(text, 'base64url').toString();
  },
  fingerprint: (apiKey) => `fp:${Buffer.from(apiKey).toString('base64url')}`,
};

const placeOf = ({ owner, record, field }: SealContext): string => `${owner}/${record}/${field}`;

export interface TestClock {
  now: number;
  /** Environment clocks: how far they are ahead, and how fast they run. */
  readonly environment: Record<Environment, { offsetMs: number; speed: number }>;
}

export interface House {
  readonly clock: TestClock;
  readonly state: MemoryState;
  readonly earn: Readonly<Record<Environment, FakeEarn>>;
  readonly logged: { readonly event: string; readonly fields: unknown }[];
  readonly settings: { current: AppSettings };
  /** Clocks that were to be measured, in order. */
  readonly measured: Environment[];
  /** Whether the exchange's time can be had. */
  clockIsKnown: boolean;
  /** Runs in every sleep, after the clock moved. */
  onSleep: (() => void | Promise<void>) | undefined;
  instance(id: string, hooks?: Hooks): Instance;
  /** An instance over a store of another kind; what it keeps is not in `state`. */
  over(store: Store): Instance;
  advance(ms: number): void;
  envNow(environment: Environment): number;
  notices(kind?: NoticeKind): readonly Notice[];
  operation(id: string): Operation;
  account(id: string): Account;
  dueAt(accountId: string): number | null | undefined;
}

export interface Instance {
  readonly app: App;
  readonly store: Store;
  readonly deps: AppDeps;
  readonly wakes: Queue[];
  /** Claims what is due in a state and hands it to the use case. */
  submitDue(): Promise<number>;
  settleDue(): Promise<number>;
  syncDue(): Promise<number>;
  /** Tries the due deletions; Telegram answers each as said. */
  deleteDue(outcome?: SendOutcome): Promise<number>;
}

export function createHouse(settings: Partial<AppSettings> = {}): House {
  const state = createMemoryState();
  const even = () => ({ offsetMs: 0, speed: 1 });
  const clock: TestClock = { now: START, environment: { live: even(), testnet: even(), practice: even() } };
  const envNow = (environment: Environment): number => {
    const { offsetMs, speed } = clock.environment[environment];
    return START + offsetMs + (clock.now - START) * speed;
  };
  const earn = {
    live: createFakeEarn('live', () => envNow('live')),
    testnet: createFakeEarn('testnet', () => envNow('testnet')),
    practice: createFakeEarn('practice', () => envNow('practice')),
  };
  let ids = 0;
  const nextId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  const house: House = {
    clock,
    state,
    earn,
    logged: [],
    measured: [],
    clockIsKnown: true,
    settings: { current: { ...SETTINGS, ...settings } },
    onSleep: undefined,
    instance: (id, hooks = {}) =>
      instance(house, createMemoryStore({ instanceId: id, state, hooks }), nextId),
    over: (store) => instance(house, store, nextId),
    advance(ms) {
      clock.now += ms;
    },
    envNow,
    notices(kind) {
      const rows = state.tables.notices.rows().map(({ row }) => row);
      return kind === undefined ? rows : rows.filter((notice) => notice.kind === kind);
    },
    operation(id) {
      const owned = state.tables.operations.get(id);
      if (owned === undefined) throw new Error(`no operation ${id}`);
      return owned.row;
    },
    account(id) {
      const owned = state.tables.accounts.get(id);
      if (owned === undefined || owned.removed) throw new Error(`no account ${id}`);
      return owned.row;
    },
    dueAt: (accountId) => state.tables.accounts.get(accountId)?.dueAt,
  };
  return house;
}

function depsOf(house: House, store: Store, nextId: () => string, wakes: Queue[]): AppDeps {
  const { clock } = house;
  const environmentClock = (environment: Environment) => ({
    now: () => house.envNow(environment),
    toReal(envMs: number) {
      const { offsetMs, speed } = clock.environment[environment];
      return speed === 0 ? undefined : START + (envMs - START - offsetMs) / speed;
    },
  });
  const log =
    (level: string) =>
    (event: string, fields?: unknown): void => {
      house.logged.push({ event, fields: { level, ...(fields as object) } });
    };
  return {
    store,
    clock: { now: () => clock.now },
    environmentClocks: {
      live: environmentClock('live'),
      testnet: environmentClock('testnet'),
      practice: environmentClock('practice'),
    },
    exchanges: {
      live: house.earn.live.api,
      testnet: house.earn.testnet.api,
      practice: house.earn.practice.api,
    },
    vault: fakeVault,
    ids: { id: nextId },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    settings: house.settings.current,
    async sleep(ms) {
      clock.now += ms;
      await house.onSleep?.();
    },
    openPracticeAccount: async (userId) => ({
      apiKey: `practice-${userId}-${nextId()}`,
      secret: 'practice-secret',
    }),
    touchPractice: () => house.logged.push({ event: 'touch', fields: {} }),
    measureClock: async (environment) => {
      house.measured.push(environment);
      return house.clockIsKnown;
    },
    wake: (queue) => wakes.push(queue),
  };
}

function instance(house: House, store: Store, nextId: () => string): Instance {
  const wakes: Queue[] = [];
  const deps = depsOf(house, store, nextId, wakes);
  const app = createApp(deps);
  async function each<Row>(
    rows: readonly Claimed<Row>[],
    work: (claimed: Claimed<Row>) => Promise<void>,
  ): Promise<number> {
    for (const row of rows) await work(row);
    return rows.length;
  }
  const operations = (state: OperationState) => store.operations.claimDue([state], house.clock.now, 100);
  return {
    app,
    store,
    deps,
    wakes,
    submitDue: async () => each(await operations('confirmed'), app.submit),
    settleDue: async () => each(await operations('unknown'), app.settle),
    syncDue: async () => each(await store.accounts.claimDue(house.clock.now, 100), app.sync),
    deleteDue: async (outcome = { kind: 'sent', messageId: 0 }) => {
      const run = createDeletionRunner({
        store,
        messenger: { delete: async () => outcome },
        clock: deps.clock,
        log: deps.log,
        wakeDeliver: () => deps.wake('deliver'),
        tried: app.deletionTried,
      });
      return each(await store.deletions.claimDue(house.clock.now, 100), run);
    },
  };
}

/** A person as the bot meets them, approved unless said otherwise. */
export async function meet(house: House, { app, store }: Instance, id = 7): Promise<User> {
  await app.meet({ id, chatId: id, firstName: `Person ${id}`, languageCode: 'en' });
  await store.users.update(id, { access: 'approved' });
  const user = house.state.tables.users.get(id);
  if (user === undefined) throw new Error('not met');
  return user;
}

/** Types key and passphrase, sees the messages deleted, and lets the first sync test them. */
export async function connect(
  house: House,
  instance: Instance,
  user: User,
  options: { readonly environment?: Environment; readonly key?: string; readonly moved?: boolean } = {},
): Promise<Account> {
  const { environment = 'live', key = KEY, moved = true } = options;
  await instance.app.startCapture(user, user.chatId, environment, undefined);
  await instance.app.capture(user, user.chatId, 501, key);
  const step = await instance.app.capture(user, user.chatId, 502, SECRET);
  if (step.kind !== 'stored' || step.outcome.kind !== 'testing') throw new Error(JSON.stringify(step));
  await instance.deleteDue();
  await instance.syncDue();
  await instance.store.accounts.update(step.outcome.account.id, { moved });
  return house.account(step.outcome.account.id);
}

export function dataOf<Kind extends NoticeKind>(
  notice: Notice | undefined,
  kind: Kind,
): Extract<NoticeData, { kind: Kind }> {
  if (notice?.data.kind !== kind) throw new Error(`not a ${kind}: ${notice?.kind}`);
  return notice.data as Extract<NoticeData, { kind: Kind }>;
}
