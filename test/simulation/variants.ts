// Deliberately wrong variants, each put in as a dependency in place of the right one: the simulation must catch every
// one of them. None is a switch in the code under test.
// Long: fourteen of them.
import type { EarnApi, MoveAnswer } from '../../src/app/ports.ts';
import type { Claimed, OperationPatch, Store } from '../../src/app/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Operation, OperationState } from '../../src/domain/operation.ts';
import { ok } from '../../src/domain/result.ts';
import { startSettling } from '../../src/domain/settling.ts';
import { plainConfirm } from './handler.ts';
import type { Swaps } from './parts.ts';
import type { Plan } from './plan.ts';

type Post = 'deposit' | 'redeem';

function wrapPosts(api: EarnApi, wrap: (send: () => Promise<MoveAnswer>) => Promise<MoveAnswer>): EarnApi {
  const wrapped: Pick<EarnApi, Post> = {
    deposit: (...all) => wrap(() => api.deposit(...all)),
    redeem: (...all) => wrap(() => api.redeem(...all)),
  };
  return { ...api, ...wrapped };
}

/** The same change inside and outside of transactions. */
function everywhere(store: Store, change: (store: Store) => Partial<Store>): Store {
  const outside = { ...store, ...change(store) };
  return {
    ...outside,
    transaction: (work) => store.transaction((inside) => work({ ...inside, ...change(inside) })),
  };
}

const retriesPosts: Swaps = {
  exchange: (api) =>
    wrapPosts(api, async (send) => {
      const first = await send();
      const tempting = first.kind === 'unclear' && ['timeout', 'server_error'].includes(first.cause);
      return tempting ? send() : first;
    }),
};

const anyExceptionFailed: Swaps = {
  exchange: (api) =>
    wrapPosts(api, async (send) => {
      const answer = await send();
      return answer.kind === 'unclear' ? { kind: 'not_sent' } : answer;
    }),
};

const readsPageOneOnly: Swaps = {
  exchange: (api) => ({
    ...api,
    history: async (caller, page) => {
      const read = await api.history(caller, { ...page, pageNumber: 1 });
      return read.ok ? ok({ ...read.value, totalRows: read.value.rows.length }) : read;
    },
  }),
};

/** As if an earlier look, long ago, had found nothing already. */
const trustsFirstEmptyRead: Swaps = {
  store: (store) => {
    const looked = ({ row, claim }: Claimed<Operation>): Claimed<Operation> => {
      if (row.state !== 'unknown') return { row, claim };
      const settling = row.settling ?? startSettling(row.createdAt);
      return { claim, row: { ...row, settling: { ...settling, absentSince: settling.since - 3_600_000 } } };
    };
    const { operations } = store;
    const claimDue: Store['operations']['claimDue'] = async (...all) =>
      (await operations.claimDue(...all)).map(looked);
    return { ...store, operations: { ...operations, claimDue } };
  },
};

const oneRowForTwo: Swaps = {
  store: (store) =>
    everywhere(store, ({ operations }) => ({
      operations: { ...operations, explainingRows: async () => [], owing: async () => [] },
    })),
};

const floatAmounts: Swaps = {
  exchange: (api) => ({
    ...api,
    deposit: (caller, body, may) => api.deposit(caller, { ...body, amount: floated(body.amount) }, may),
    redeem: (caller, body, may) => api.redeem(caller, { ...body, amount: floated(body.amount) }, may),
  }),
};

function floated(amount: string) {
  return amountOf(
    Number(amount)
      .toFixed(8)
      .replace(/\.?0+$/, ''),
  );
}

/** That of the machine, which is set back and of which every instance has its own. */
const bareClockNonce: Swaps = {
  store: (store, _state, clock) => ({
    ...store,
    accounts: {
      ...store.accounts,
      buyNonce: async (id, claim) => {
        await store.accounts.assertClaim(id, claim);
        return clock.now();
      },
    },
  }),
};

/** A tap is new when its update is: each makes a move of its own. */
const dedupesByUpdateOnly: Swaps = {
  confirm: (confirm) => async (app, store, tap) => {
    const operation = await store.operations.get(tap.operationId);
    if (operation === undefined || operation.state === 'draft') return confirm(app, store, tap);
    const { accountId, userId, chatId, move, terms, createdAt, shownAt, expiresAt } = operation;
    const copy = await store.operations.insertDraft({
      id: `${tap.operationId}+${tap.updateId}`,
      accountId,
      userId,
      chatId,
      move,
      terms,
      createdAt,
      shownAt,
      expiresAt,
      draftKey: `tap:${tap.updateId}`,
    });
    return plainConfirm(app, store, { ...tap, operationId: copy.id });
  },
};

/** Takes due rows whoever holds them: what is held looks free. */
const claimsWithoutCondition: Swaps = {
  store: (store, { tables }) => {
    const free = (id: string): void => {
      const owned = tables.accounts.get(id);
      if (owned?.claim !== undefined)
        tables.accounts.set(id, { ...owned, claim: { ...owned.claim, owner: 'nobody' } });
    };
    return {
      ...store,
      accounts: {
        ...store.accounts,
        claim: (id) => {
          free(id);
          return store.accounts.claim(id);
        },
        assertClaim: async () => undefined,
        release: async () => undefined,
        buyNonce: async (id, _claim, exchangeNow) => {
          const last = Math.max((tables.nonces.get(id) ?? 0) + 1, exchangeNow);
          tables.nonces.set(id, last);
          return last;
        },
        claimDue: async (now, limit) => {
          for (const { row } of tables.accounts.rows()) free(row.id);
          return store.accounts.claimDue(now, limit);
        },
      },
    };
  },
};

/** `sending` reaches the database only together with the outcome. */
const postsBeforeSending: Swaps = {
  store: (store) => {
    const held = new Map<string, OperationPatch>();
    const late = (operations: Store['operations']): Store['operations'] => ({
      ...operations,
      async transition(id, from, to, patch, claim) {
        if (to === 'sending') {
          held.set(id, patch);
          return 'moved';
        }
        const waiting = held.get(id);
        if (waiting === undefined || !from.includes('sending'))
          return operations.transition(id, from, to, patch, claim);
        held.delete(id);
        await operations.transition(id, ['confirmed'], 'sending', waiting, claim);
        return operations.transition(id, from as readonly OperationState[], to, patch, claim);
      },
    });
    return everywhere(store, ({ operations }) => ({ operations: late(operations) }));
  },
};

const movesOffsetFirst: Swaps = {
  accept: (accept) => async (updates) => {
    accept(updates).catch(() => undefined);
    return updates.length;
  },
};

const marksBeforeSending: Swaps = {
  store: (store) =>
    everywhere(store, ({ notices }) => ({
      notices: {
        ...notices,
        sending: (id, claim) => notices.sent(id, claim, undefined),
        sent: async () => undefined,
        retry: async () => undefined,
        drop: async () => undefined,
      },
    })),
};

const payoutAndNoticeApart: Swaps = {
  store: (store) => ({
    ...store,
    async transaction(work) {
      const later: Parameters<Store['notices']['add']>[0][number][] = [];
      const value = await store.transaction((inside) =>
        work({
          ...inside,
          notices: {
            ...inside.notices,
            add: async (notices) => {
              later.push(...notices.filter(({ kind }) => kind === 'payout'));
              await inside.notices.add(notices.filter(({ kind }) => kind !== 'payout'));
            },
          },
        }),
      );
      if (later.length > 0) await store.transaction((inside) => inside.notices.add(later));
      return value;
    },
  }),
};

/** Every write under a claim goes through as if the claim still held. */
const leasesWithoutFence: Swaps = {
  store: (store, { tables }) =>
    everywhere(store, ({ operations, notices, accounts, chats }) => {
      const noticeClaim = (id: number) => tables.notices.get(id)?.claim ?? { owner: '', fence: 0 };
      const chatClaim = (id: number) => tables.chats.get(id)?.claim ?? { owner: '', fence: 0 };
      return {
        operations: {
          ...operations,
          transition: (id, from, to, patch) => operations.transition(id, from, to, patch),
          update: (id, patch) => operations.update(id, patch),
        },
        accounts: { ...accounts, assertClaim: async () => undefined },
        notices: {
          ...notices,
          sending: async (id) => {
            if (tables.notices.get(id)?.claim !== undefined) await notices.sending(id, noticeClaim(id));
          },
          sent: async (id, _claim, messageId) => {
            if (tables.notices.get(id)?.claim !== undefined)
              await notices.sent(id, noticeClaim(id), messageId);
          },
        },
        chats: {
          ...chats,
          finish: async (chatId, _claim, ...rest) => {
            if (tables.chats.get(chatId)?.claim !== undefined)
              await chats.finish(chatId, chatClaim(chatId), ...rest);
          },
        },
      };
    }),
};

const STOPPED_WITH_A_NOTICE: Partial<Plan> = {
  instances: 2,
  triggers: [{ point: 'notice claimed, not sent', nth: 1, mode: 'stop' }],
};

/** One of the first commits of looks is, at this speed, that of the first payout. */
const KILLED_BETWEEN_TRANSACTIONS: Partial<Plan> = {
  speed: 60,
  pastRows: 3,
  triggers: [2, 3, 4, 5, 6, 7, 8].map((nth) => ({
    point: 'sync: stored, next sync not set',
    nth,
    mode: 'kill',
  })),
};

export interface Variant {
  readonly swaps: Swaps;
  /** The invariants, by their beginnings, of which it must break one. */
  readonly breaks: readonly string[];
  /** Worlds in which it does harm soon. */
  readonly plan?: Partial<Plan>;
}

export const VARIANTS: Readonly<Record<string, Variant>> = {
  'POST retried on 5xx or timeout': { swaps: retriesPosts, breaks: ['M1', 'M5'] },
  'any exception means failed': { swaps: anyExceptionFailed, breaks: ['M3'] },
  'reconcile reads page 1 only': {
    swaps: readsPageOneOnly,
    breaks: ['M3', 'M4', 'M10'],
    plan: { pastRows: 60, moneyTrouble: 0.9, speed: 1, account: { historyOrder: 'oldest-first' } },
  },
  'not_found on the first empty read': { swaps: trustsFirstEmptyRead, breaks: ['M3', 'M4'] },
  'one history row explains two operations': { swaps: oneRowForTwo, breaks: ['M3', 'M10'] },
  'float amounts': { swaps: floatAmounts, breaks: ['M2', 'M8'] },
  'nonce from the bare clock': {
    swaps: bareClockNonce,
    breaks: ['M9'],
    plan: { speed: 1, clockStepMs: -30_000 },
  },
  'dedupe by update_id only': { swaps: dedupesByUpdateOnly, breaks: ['M1', 'M2', 'M7'] },
  'claim without its condition': { swaps: claimsWithoutCondition, breaks: ['M9'] },
  'POST before `sending` is stored': { swaps: postsBeforeSending, breaks: ['M1', 'M5'] },
  'offset moved before the inbox commits': { swaps: movesOffsetFirst, breaks: ['S1'] },
  'notice marked before it is sent': { swaps: marksBeforeSending, breaks: ['P1'] },
  'payout and notice in two transactions': {
    swaps: payoutAndNoticeApart,
    breaks: ['P1'],
    plan: KILLED_BETWEEN_TRANSACTIONS,
  },
  'lease without a fencing number': {
    swaps: leasesWithoutFence,
    breaks: ['P2', 'M', 'S'],
    plan: STOPPED_WITH_A_NOTICE,
  },
};
