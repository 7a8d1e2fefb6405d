// The use cases as the bot sees them, kept in memory: enough behaviour for a chat, no rule of money beyond the domain.
import type { App, HomeFacts, PrepareOutcome } from '../../src/app/app.ts';
import type { Account, User } from '../../src/app/store.ts';
import { checkDeposit, termsOf } from '../../src/domain/deposit-rules.ts';
import { type Amount, amountOf } from '../../src/domain/money.ts';
import type { Move, Operation } from '../../src/domain/operation.ts';
import type { HistoryRow, Order } from '../../src/domain/order.ts';
import type { Product } from '../../src/domain/product.ts';
import { checkRedeem, checkRenew } from '../../src/domain/redeem-rules.ts';
import { ok } from '../../src/domain/result.ts';
import { FIXED, FIXED_ORDER, FLEX, NOW, operationOf, orderOf, storedOf, userOf } from './facts.ts';

export interface World {
  now: number;
  users: Map<number, User>;
  accounts: Account[];
  products: Product[];
  orders: Order[];
  free: Amount | undefined;
  /** Gone from the daily limit of any product. */
  investedToday: Amount;
  history: HistoryRow[];
  operations: Operation[];
  mayUse: boolean;
  hasOwner: boolean;
  paused: boolean;
  awayMs: number;
  /** The person has left a capture waiting for this. */
  capturing: 'key' | 'passphrase' | undefined;
  claim: string | undefined;
  /** Names of the use cases called, with what matters of their arguments. */
  log: string[];
}

export function createWorld(patch: Partial<World> = {}): World {
  return {
    now: NOW,
    users: new Map([[7, userOf()]]),
    accounts: [],
    products: [FLEX, FIXED],
    orders: [orderOf(), FIXED_ORDER],
    free: amountOf('2000'),
    investedToday: amountOf('0'),
    history: [],
    operations: [],
    mayUse: true,
    hasOwner: true,
    paused: false,
    awayMs: 0,
    capturing: undefined,
    claim: undefined,
    log: [],
    ...patch,
  };
}

function patchUser(world: World, user: User, patch: Partial<User>): void {
  world.users.set(user.id, { ...(world.users.get(user.id) ?? user), ...patch });
}

function activeOf(world: World, user: User): Account | undefined {
  const wanted = world.users.get(user.id)?.activeAccountId;
  const own = world.accounts.filter((account) => account.userId === user.id);
  return own.find(({ id }) => id === wanted) ?? own[0];
}

function homeOf(world: World, account: Account): HomeFacts {
  const stored = storedOf(world.orders);
  return {
    account,
    orders: stored,
    asOf: world.now,
    problem: undefined,
    totals: [{ currency: 'USDT', amount: amountOf('1000') }],
    dollars: amountOf('1000.4'),
    earnedToday: [{ currency: 'USDT', amount: amountOf('0.1') }],
    earned30Days: [{ currency: 'USDT', amount: amountOf('3.000001') }],
    earnedSince: [],
    blendedApr: amountOf('3.65'),
    lastPayout: undefined,
    nextPayoutAt: NOW + 1_000_000,
    nextMaturity: undefined,
    free:
      world.free === undefined ? undefined : [{ currency: 'USDT', total: world.free, available: world.free }],
    unsettled: world.operations.filter(({ state }) => state === 'unknown' || state === 'needs_review'),
  };
}

function insert(
  world: World,
  request: { user: User; chatId: number; accountId: string },
  move: Move,
  terms: Operation['terms'],
): Operation {
  const operation = operationOf({
    id: `operation-${world.operations.length + 1}`,
    accountId: request.accountId,
    userId: request.user.id,
    chatId: request.chatId,
    move,
    terms,
    createdAt: world.now,
    shownAt: world.now,
    expiresAt: world.now + 120_000,
  });
  world.operations.push(operation);
  return operation;
}

function change(world: World, id: string, patch: Partial<Operation>): Operation | undefined {
  const index = world.operations.findIndex((operation) => operation.id === id);
  const operation = world.operations[index];
  if (operation === undefined) return undefined;
  const changed = { ...operation, ...patch };
  world.operations[index] = changed;
  return changed;
}

function laneOf(world: World, accountId: string): Operation | undefined {
  return world.operations.find(
    (operation) =>
      operation.accountId === accountId && ['confirmed', 'sending', 'unknown'].includes(operation.state),
  );
}

function money(
  world: World,
): Pick<App, 'prepareDeposit' | 'prepareRedeem' | 'prepareRenew' | 'confirm' | 'cancel'> {
  const accountOf = (id: string) => world.accounts.find((account) => account.id === id);
  const blocked = (accountId: string): PrepareOutcome | Account => {
    const account = accountOf(accountId);
    if (account === undefined) return { kind: 'read', problem: { kind: 'no_account' } };
    const lane = laneOf(world, accountId);
    return lane === undefined ? account : { kind: 'lane_busy', operation: lane };
  };
  return {
    prepareDeposit: async (request) => {
      world.log.push(`prepareDeposit ${request.amount} ${request.days} ${request.renew}`);
      const account = blocked(request.accountId);
      if ('kind' in account) return account;
      const product = world.products.find(({ id }) => id === request.productId);
      const { days, amount } = request;
      const available = world.free;
      const { investedToday, now } = world;
      const checked = checkDeposit({ product, days, amount, available, investedToday, now });
      const terms = product === undefined ? undefined : termsOf(product, days, available);
      if (!checked.ok) return { kind: 'deposit_problem', problem: checked.reason };
      if (product === undefined || terms === undefined)
        return { kind: 'deposit_problem', problem: { kind: 'product_gone' } };
      const { id, name, currency, type } = product;
      const move: Move = {
        kind: 'deposit',
        product: { id, name, currency, type },
        amount,
        days,
        renew: request.renew,
      };
      const operation = insert(world, request, move, terms);
      const needsThirdStep = !account.moved && account.environment !== 'practice';
      return { kind: 'draft', operation, account, warnings: [], needsThirdStep, order: undefined, product };
    },
    prepareRedeem: async (request) => {
      world.log.push(`prepareRedeem ${request.orderId} ${request.amount}`);
      const account = blocked(request.accountId);
      if ('kind' in account) return account;
      const order = world.orders.find(({ id }) => id === request.orderId);
      const checked = checkRedeem({
        order,
        amount: request.amount,
        now: world.now,
        firstMove: !account.moved,
      });
      if (!checked.ok || order === undefined)
        return { kind: 'redeem_problem', problem: checked.ok ? { kind: 'order_gone' } : checked.reason };
      const { name, currency, type } = order;
      const { whole, warnings, needsThirdStep } = checked.value;
      const move: Move = {
        kind: 'redeem',
        product: { name, currency, type },
        orderId: order.id,
        amount: request.amount,
        whole,
      };
      const terms = { ...operationOf().terms, rate: order.rate };
      const operation = insert(world, request, move, terms);
      return { kind: 'draft', operation, account, warnings, needsThirdStep, order, product: undefined };
    },
    prepareRenew: async (request) => {
      const account = blocked(request.accountId);
      if ('kind' in account) return account;
      const order = world.orders.find(({ id }) => id === request.orderId);
      const checked = checkRenew(order, request.autoRenew);
      if (!checked.ok || order === undefined) return { kind: 'renew_problem', problem: 'order_gone' };
      const { name, currency, type } = order;
      const product = { name, currency, type };
      const move: Move = { kind: 'renew', product, orderId: order.id, autoRenew: request.autoRenew };
      const operation = insert(world, request, move, operationOf().terms);
      return {
        kind: 'draft',
        operation,
        account,
        warnings: [],
        needsThirdStep: false,
        order,
        product: undefined,
      };
    },
    confirm: async (user, chatId, id) => {
      world.log.push(`confirm ${id}`);
      const operation = world.operations.find((candidate) => candidate.id === id);
      if (operation === undefined || operation.userId !== user.id || operation.chatId !== chatId)
        return { kind: 'not_yours' };
      if (operation.state !== 'draft') {
        const ranOut = ['expired', 'cancelled'].includes(operation.state);
        return { kind: ranOut ? 'late' : 'already', operation };
      }
      if (world.paused) return { kind: 'paused' };
      if (world.now > operation.expiresAt) {
        return { kind: 'late', operation: change(world, id, { state: 'expired' }) ?? operation };
      }
      const lane = laneOf(world, operation.accountId);
      if (lane !== undefined) return { kind: 'lane_busy', operation: lane };
      return { kind: 'confirmed', operation: change(world, id, { state: 'confirmed' }) ?? operation };
    },
    cancel: async (user, id) => {
      world.log.push(`cancel ${id}`);
      const operation = world.operations.find((candidate) => candidate.id === id);
      if (operation === undefined || operation.userId !== user.id) return 'not_yours';
      if (!['draft', 'confirmed', 'cancelled'].includes(operation.state)) return 'too_late';
      change(world, id, { state: 'cancelled' });
      return 'cancelled';
    },
  };
}

function people(world: World): Partial<App> {
  return {
    meet: async ({ id, chatId, firstName }) => {
      const user =
        world.users.get(id) ?? userOf({ id, chatId, firstName, access: 'none', timeZone: undefined });
      world.users.set(id, user);
      return { user, awayMs: world.awayMs, pushWasOff: false };
    },
    mayUse: () => world.mayUse,
    askAccess: async (user) => {
      world.log.push(`askAccess ${user.id}`);
      if (!world.hasOwner) return 'no_owner';
      return world.log.filter((entry) => entry === `askAccess ${user.id}`).length === 1 ? 'asked' : 'waiting';
    },
    answerAccess: async (_owner, userId, approved) => {
      world.log.push(`answerAccess ${userId} ${approved}`);
      return { firstName: world.users.get(userId)?.firstName ?? '' };
    },
    isOwnerClaim: async (payload) => payload === world.claim,
    becomeOwner: async (user, payload) => {
      if (payload !== world.claim) return false;
      world.claim = undefined;
      patchUser(world, user, { role: 'owner', access: 'approved' });
      return true;
    },
    setLanguage: async (user, language) => patchUser(world, user, { language, languageChosen: true }),
    setTimeZone: async (user, timeZone) => patchUser(world, user, { timeZone }),
    setHiddenAmounts: async (user, hiddenAmounts) => patchUser(world, user, { hiddenAmounts }),
    forget: async (user) => {
      world.log.push('forget');
      world.users.delete(user.id);
      const accounts = world.accounts.length;
      world.accounts = [];
      return { accounts, underWay: [], undeletedMessages: 0 };
    },
  };
}

function accounts(world: World): Partial<App> {
  return {
    accounts: async (user) => world.accounts.filter(({ userId }) => userId === user.id),
    activeAccount: async (user) => activeOf(world, user),
    switchAccount: async (user, id) => {
      patchUser(world, user, { activeAccountId: id });
      return true;
    },
    renameAccount: async (_user, id, label) => {
      if (label.length < 1 || label.length > 24) return false;
      world.accounts = world.accounts.map((account) => (account.id === id ? { ...account, label } : account));
      return true;
    },
    disconnect: async (_user, id) => {
      world.accounts = world.accounts.filter((account) => account.id !== id);
      return { kind: 'done' };
    },
    replaceKey: async (_user, intoId, fromId) => {
      world.log.push(`replaceKey ${intoId} ${fromId}`);
      const [into, from] = [intoId, fromId].map((id) => world.accounts.find((account) => account.id === id));
      if (into === undefined || from === undefined) return { kind: 'gone' };
      const account = { ...into, keyTail: from.keyTail };
      world.accounts = world.accounts.flatMap((one) => (one === from ? [] : [one === into ? account : one]));
      return { kind: 'done', account, removed: from };
    },
    startCapture: async () => {
      world.capturing = 'key';
    },
    stopCapture: async () => {
      world.log.push('stopCapture');
      world.capturing = undefined;
    },
    capture: async (_user, _chatId, messageId, text) => {
      if (world.capturing === undefined) return { kind: 'none' };
      world.log.push(`capture ${world.capturing} ${messageId}`);
      if (text.length < 8) return { kind: 'bad_text' };
      if (world.capturing === 'key') {
        world.capturing = 'passphrase';
        return { kind: 'await_passphrase' };
      }
      world.capturing = undefined;
      return { kind: 'stored', outcome: { kind: 'taken' } };
    },
    deleteSecret: async (_user, _chatId, messageId) => {
      world.log.push(`deleteSecret ${messageId}`);
    },
  };
}

function screens(world: World): Partial<App> {
  return {
    products: async () => ok({ products: world.products, readAt: world.now }),
    home: async (user) => {
      const account = activeOf(world, user);
      return account === undefined
        ? { ok: false, reason: { kind: 'no_account' } }
        : ok(homeOf(world, account));
    },
    orders: async (user) => {
      const account = activeOf(world, user);
      if (account === undefined) return { ok: false, reason: { kind: 'no_account' } };
      return ok({ account, orders: storedOf(world.orders), asOf: world.now, problem: undefined });
    },
    readDeadline: () => world.now + 8_000,
    history: async (user, page, size) => {
      const account = activeOf(world, user);
      if (account === undefined) return { ok: false, reason: { kind: 'no_account' } };
      const rows = world.history.slice((page - 1) * size, page * size);
      const pages = Math.max(1, Math.ceil(world.history.length / size));
      return ok({ account, rows, page, pages, hasNext: page < pages });
    },
    historyMatching: async (user, { coin, txnType }, from, size) => {
      const account = activeOf(world, user);
      if (account === undefined) return { ok: false, reason: { kind: 'no_account' } };
      world.log.push(`history ${coin ?? 'any'} ${txnType ?? 'any'} ${from?.skip ?? 0}`);
      const start = from?.skip ?? 0;
      const found = [...world.history.entries()].filter(
        ([index, row]) =>
          index >= start &&
          (coin === undefined || row.currency === coin) &&
          (txnType === undefined || row.txnType === txnType),
      );
      const next = found[size]?.[0];
      return ok({
        account,
        rows: found.slice(0, size).map(([, row]) => row),
        next: next === undefined ? undefined : { page: 1, skip: next },
        lookedAt: world.history.length - start,
        stopped: false,
      });
    },
    historyChoices: async (user) => {
      const account = activeOf(world, user);
      if (account === undefined) return { ok: false, reason: { kind: 'no_account' } };
      const coins = [...new Set(world.history.map(({ currency }) => currency))];
      return ok({ account, coins, txnTypes: [...new Set(world.history.map(({ txnType }) => txnType))] });
    },
    freeBalance: async () => world.free,
    investedToday: async () => world.investedToday,
    unsettled: async () =>
      world.operations.filter(({ state }) => state === 'unknown' || state === 'needs_review'),
    operation: async (user, id) =>
      world.operations.find((operation) => operation.id === id && operation.userId === user.id),
    status: async () => ({ environments: [], accounts: [], pendingNotices: 0, waitingChats: 0 }),
    isPaused: async () => world.paused,
    cardShown: async (id, messageId) => {
      change(world, id, { cardMessageId: messageId });
    },
    decide: async (_user, id, verdict) => {
      const operation = world.operations.find((candidate) => candidate.id === id);
      if (operation?.state !== 'needs_review') return 'not_open';
      world.log.push(`decide ${id} ${JSON.stringify(verdict)}`);
      const rows = operation.result?.kind === 'several' ? operation.result.candidates : [];
      const { happened } = verdict;
      const row = happened && verdict.entry !== undefined ? rows[verdict.entry] : undefined;
      change(world, id, {
        state: happened ? 'done' : 'not_found',
        result: { kind: 'person', happened, row },
      });
      return 'decided';
    },
  };
}

/** A use case that a test did not expect throws, by name. */
export function createFakeApp(world: World, overrides: Partial<App> = {}): App {
  const known: Partial<App> = {
    ...people(world),
    ...accounts(world),
    ...screens(world),
    ...money(world),
    ...overrides,
  };
  return new Proxy(known, {
    get: (target, name) => {
      const found = Reflect.get(target, name);
      if (found === undefined && name !== 'then') {
        return () => {
          throw new Error(`the fake app has no ${String(name)}`);
        };
      }
      return found;
    },
  }) as App;
}
