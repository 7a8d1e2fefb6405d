// The judgement at the end: the exchange's ledger, our tables and what Telegram received are compared.
// Long: the list of what must hold at the end.
import { type Operation, rowOf } from '../../src/domain/operation.ts';
import { assertNever } from '../../src/domain/result.ts';
import type { Effect } from '../../src/simulator/exchange/account.ts';
import type { MemoryState } from '../app/memory-store.ts';
import { checkPushes, LOOK_MS } from './check-pushes.ts';
import { count } from './coverage.ts';
import type { Fleet } from './fleet.ts';
import type { People } from './people.ts';
import type { Telegram } from './telegram.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

/** An effect later than this may well come after the wait for `not_found`. */
const FIRST_LOOKS_MS = 10_000;

export interface End {
  readonly world: World;
  readonly state: MemoryState;
  readonly telegram: Telegram;
  readonly witness: Witness;
  readonly people: People;
  readonly fleet: Fleet;
  readonly secrets: readonly string[];
}

export function checkEnd(end: End): void {
  const operations = end.state.tables.operations.rows().map(({ row }) => row);
  for (const operation of operations) checkOperation(end, operation, operations);
  checkHandOver(end, operations);
  checkEffects(end, operations);
  checkRows(end, operations);
  checkQueues(end);
  checkPushes(end);
}

function effectsOf({ witness }: End, { id }: Operation) {
  return witness.posts.filter(({ operationId }) => operationId === id).flatMap(({ effects }) => effects);
}

function checkOperation(end: End, operation: Operation, operations: readonly Operation[]): void {
  const { world } = end;
  const { id, state, move } = operation;
  const effects = effectsOf(end, operation);
  count(world.coverage.events, `end: ${move.kind} ${state}`);
  if (move.kind !== 'renew') {
    world.check(
      'M1 effects of an operation are none or one',
      effects.length <= 1,
      () => `${id}: ${effects.length}`,
    );
  }
  world.check(
    'M4 no move is left unsettled',
    !['confirmed', 'sending', 'unknown'].includes(state),
    () => `${id} is still ${state}`,
  );
  if (state === 'done') {
    const isSeenElsewhere =
      effects.length === 0 && (hasTwin(end, operation) || isSwapped(end, operation, operations, true));
    if (isSeenElsewhere) count(world.coverage.events, 'done by an equal move that nobody can tell apart');
    world.check(
      'M3 done means that it happened',
      effects.length > 0 || isSeenElsewhere,
      () => `${id} is done without an effect`,
    );
  }
  if (['rejected', 'expired', 'cancelled', 'draft'].includes(state)) {
    world.check(
      'M3 rejected, expired and cancelled mean that it did not happen',
      effects.length === 0,
      () => `${id} is ${state} and happened`,
    );
  }
  if (state === 'not_found') {
    const { result, settling, endedAt = 0 } = operation;
    const waitedMs = endedAt - (settling?.since ?? 0) + Math.abs(world.plan.clockStepMs);
    world.check(
      'M3 not found is said only after the waiting time',
      result?.kind !== 'absent' || waitedMs >= world.plan.reconcileWaitMs,
      () => `${id} after ${waitedMs} ms`,
    );
    const isHidden = effects.some((effect) => hasChangedSince(end, effect));
    if (isHidden) count(world.coverage.events, 'not found, its order changed by other hands');
    // No read goes through with a revoked key: what was executed after the last hourly look, nobody can learn.
    const revokedAt = end.people.revoked.get(operation.userId) ?? Number.POSITIVE_INFINITY;
    const isUnreadable = effects.some(({ at }) => world.bank.toReal(at) >= revokedAt - LOOK_MS);
    if (isUnreadable) count(world.coverage.events, 'not found, executed after its key was revoked');
    const isTold =
      effects.length === 0 || isHidden || isUnreadable || isSwapped(end, operation, operations, false);
    world.check('M3 not found re-opens when it happened', isTold, () => `${id} is not_found and happened`);
  }
}

/** The order on which it would show was moved by somebody else too: its evidence is only half there. */
function hasChangedSince({ world }: End, { n, orderId, at }: Effect): boolean {
  return world.bank
    .keys()
    .some((key) =>
      world.bank
        .account(key)
        ?.effects.some(
          (other) =>
            other.orderId === orderId &&
            other.kind !== 'interest' &&
            other.by !== 'exchange' &&
            (other.n !== n || other.at !== at) &&
            other.at >= world.bank.startAt,
        ),
    );
}

/** Of two equal moves one happened and the other was told as done: rows have no id, so only their number is known. */
function isSwapped(
  end: End,
  operation: Operation,
  operations: readonly Operation[],
  isDone: boolean,
): boolean {
  const same = ({ kind, product, ...rest }: Operation['move']): string => {
    const amount = 'amount' in rest ? rest.amount : '';
    return JSON.stringify([kind, product.name, amount, 'orderId' in rest ? rest.orderId : 0]);
  };
  return operations.some(
    (other) =>
      other.id !== operation.id &&
      other.accountId === operation.accountId &&
      same(other.move) === same(operation.move) &&
      (other.state === 'done') !== isDone &&
      effectsOf(end, other).length === (isDone ? 1 : 0),
  );
}

/** Something equal was done elsewhere since the move was prepared: nobody can tell the two apart. */
function hasTwin({ world, state }: End, { accountId, move, createdAt }: Operation): boolean {
  const owner = state.tables.accounts.get(accountId)?.row.userId;
  return world.bank.keys().some((key) => {
    if (owner === undefined) return true;
    const effects = world.bank.account(key)?.effects ?? [];
    return effects.some(({ by, kind, productId, orderId, amount, realAt, at }) => {
      // The move was dated by the clock of its instance, which may have been set.
      if ((realAt ?? at) < createdAt - 5_000 - Math.abs(world.plan.clockStepMs)) return false;
      switch (move.kind) {
        case 'deposit':
          return (
            by === 'site' && kind === 'deposit' && productId === move.product.id && amount === move.amount
          );
        case 'redeem':
          return orderId === move.orderId && (by === 'site' || kind === 'maturity') && kind !== 'deposit';
        case 'renew':
          return true;
        default:
          return assertNever(move);
      }
    });
  });
}

/** A deposit that history shows at once, alone, is settled by reading: nobody is asked about it. */
function checkHandOver(end: End, operations: readonly Operation[]): void {
  const { world, state, people } = end;
  const { account, clockStepMs, outageMs } = world.plan;
  const isPlain =
    people.revoked.size === 0 && account.historyLateMs === 0 && clockStepMs === 0 && outageMs === 0;
  const asked = state.tables.notices
    .rows()
    .flatMap(({ row }) =>
      row.data.kind === 'receipt' && row.data.state === 'needs_review' ? [row.data.operationId] : [],
    );
  for (const operation of operations) {
    const [effect, ...more] = effectsOf(end, operation);
    const sentAt = operation.sentAt ?? 0;
    if (!isPlain || effect === undefined || more.length > 0 || operation.move.kind !== 'deposit') continue;
    if ((effect.realAt ?? 0) > sentAt + FIRST_LOOKS_MS) continue;
    const others = world.bank
      .keys()
      .flatMap((key) => world.bank.account(key)?.effects ?? [])
      .filter(
        ({ n, productId, at, kind }) =>
          n !== effect.n && kind !== 'interest' && at >= world.bank.startAt && productId === effect.productId,
      );
    if (others.length > 0) continue;
    world.check(
      'M4 what reading can settle is not handed to the person',
      !asked.includes(operation.id),
      () => `${operation.id} was handed over`,
    );
  }
}

/** Each effect of a request belongs to an operation that its owner was shown and confirmed. */
function checkEffects({ world, witness, people }: End, operations: readonly Operation[]): void {
  const known = new Map(operations.map((operation) => [operation.id, operation]));
  for (const { effects, operationId } of witness.posts) {
    const operation = known.get(operationId ?? '');
    for (const effect of effects) {
      const move = people.shown.get(operationId ?? '');
      const tapped = people.taps.has(operationId ?? '');
      world.check(
        'M2 an effect belongs to a card that was confirmed',
        move !== undefined && tapped,
        () => `${effect.kind} ${effect.amount} belongs to nothing`,
      );
      if (move === undefined || move.kind === 'renew') continue;
      world.check(
        'M8 the amount is the one that was shown, digit for digit',
        move.amount === effect.amount,
        () => `${effect.amount} instead of ${move.amount}`,
      );
    }
    if (operation !== undefined) count(world.coverage.events, 'operation with a request');
  }
}

/** A history row explains one operation at most. */
function checkRows({ world, state }: End, operations: readonly Operation[]): void {
  const used = new Map<string, number>();
  for (const { accountId, result } of operations) {
    const row = rowOf(result);
    if (row === undefined) continue;
    const { txnTime, name, txnType, amount } = row;
    const key = JSON.stringify([accountId, txnTime, name, txnType, amount]);
    used.set(key, (used.get(key) ?? 0) + 1);
  }
  for (const [key, times] of used) {
    const [accountId, txnTime, name, txnType, amount] = JSON.parse(key) as [
      string,
      number,
      string,
      string,
      string,
    ];
    const account = state.tables.accounts.get(accountId)?.row;
    if (account === undefined) continue;
    const apiKey = Buffer.from(account.keySealed.split(':').at(-1) ?? '', 'base64').toString();
    const rows = (world.bank.account(apiKey)?.history ?? []).filter(
      (row) =>
        row.txnTime === txnTime && row.name === name && row.txnType === txnType && row.amount === amount,
    );
    world.check(
      'M10 one history row explains one operation',
      times <= rows.length,
      () => `${times} use ${key}`,
    );
  }
}

/** Everything came to rest without help; no secret is left in clear. */
function checkQueues({ world, state, telegram, secrets, people }: End): void {
  const { tables } = state;
  const unhandled = tables.inbox.rows().filter(({ handledAt }) => handledAt === undefined);
  world.check(
    'S1 every accepted update is handled',
    unhandled.length === 0,
    () => `${unhandled.length} are not`,
  );
  world.check('S3 Telegram holds nothing back', telegram.waiting() === 0, () => `${telegram.waiting()} wait`);
  const pending = tables.notices.rows().filter(({ state: now }) => now === 'waiting' || now === 'sending');
  world.check('S3 the outbox is empty', pending.length === 0, () => `${pending.length} notices wait`);
  world.check('S5 queues are bounded', tables.notices.rows().length < 2_000, () => 'too many notices');
  const gone = people.all.filter(({ id }) => tables.users.get(id) === undefined);
  for (const { id } of gone) {
    const left = [
      ...tables.accounts.rows().map(({ row }) => row.userId),
      ...tables.operations.rows().map(({ row }) => row.userId),
      ...tables.payouts.rows().map((row) => row.userId),
    ].filter((userId) => userId === id);
    world.check(
      'S4 nothing is left of whoever asked to be forgotten',
      left.length === 0,
      () => `${left.length} rows`,
    );
  }
  const told = telegram.delivered.some(({ text }) => secrets.some((secret) => text.includes(secret)));
  world.check('S6 no secret is told', !told, () => 'a secret in a message');
  const kept = JSON.stringify([
    tables.accounts.rows(),
    tables.operations.rows(),
    tables.notices.rows(),
    tables.audit.rows(),
    tables.captures.rows(),
    tables.inbox.rows(),
    tables.chats.rows(),
  ]);
  world.check(
    'S6 no secret stands in the tables',
    !secrets.some((secret) => kept.includes(secret)),
    () => 'in clear',
  );
}
