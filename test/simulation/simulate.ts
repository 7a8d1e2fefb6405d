// Plays one seed from the first update to the last payout, and judges it.
import type { Log, Vault } from '../../src/app/ports.ts';
import { createMemoryState, type MemoryState } from '../app/memory-store.ts';
import { checkEnd } from './check-end.ts';
import { checkLanes } from './check-tables.ts';
import type { Coverage } from './coverage.ts';
import { createDatabase } from './database.ts';
import { createFleet } from './fleet.ts';
import type { Swaps } from './parts.ts';
import { createPeople } from './people.ts';
import { LOOKS_SPEED_MAX, makePlan, type Plan } from './plan.ts';
import { installVirtualTimers } from './scheduler.ts';
import { createTelegram } from './telegram.ts';
import { createWitness, type Witness } from './witness.ts';
import { BOT_ID, type Breach, createWorld, START_AT } from './world.ts';

export interface Result {
  readonly seed: number;
  readonly plan: Plan;
  readonly breaches: readonly Breach[];
  readonly coverage: Coverage;
  readonly steps: number;
  readonly traceHash: string;
  /** Empty unless it was asked for. */
  readonly trace: string;
  /** The exchange's own book, likewise. */
  readonly book: string;
}

export interface Options {
  readonly keepsTrace?: boolean;
  readonly swaps?: Swaps;
  readonly plan?: Partial<Plan>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Everything must be settled this long after the last trouble: the longest wait and the hand-over, and some. */
const CALM_MS = 40 * MINUTE;

/** Seals without hiding much: enough to see whether a secret stands anywhere in clear, and whether contexts match. */
const VAULT: Vault = {
  seal: (plain, { owner, record, field }) =>
    `${owner}/${record}/${field}:${Buffer.from(plain).toString('base64')}`,
  open: (sealed, { owner, record, field }) => {
    const prefix = `${owner}/${record}/${field}:`;
    if (!sealed.startsWith(prefix)) throw new Error('sealed for another place');
    return Buffer.from(sealed.slice(prefix.length), 'base64').toString();
  },
  fingerprint: (apiKey) => `fp:${Buffer.from(apiKey).toString('base64')}`,
};

export async function simulate(seed: number, options: Options = {}): Promise<Result> {
  installVirtualTimers();
  const plan = { ...makePlan(seed), ...options.plan };
  const world = createWorld(plan, options.keepsTrace ?? false);
  const { scheduler } = world;
  const state = createMemoryState();
  const keyOf = (accountId: string): string | undefined => {
    const account = state.tables.accounts.get(accountId)?.row;
    return (
      account && VAULT.open(account.keySealed, { owner: account.userId, record: account.id, field: 'key' })
    );
  };
  const witness = createWitness(world, state, keyOf);
  const telegram = createTelegram(world);
  const database = createDatabase(world);
  const people = createPeople({ world, state, telegram, witness });
  const secrets = people.all.flatMap(({ apiKey, secret }) => [apiKey, secret]);
  const log = createLog(world, secrets);
  const fleet = createFleet({
    world,
    state,
    database,
    telegram,
    witness,
    vault: VAULT,
    log,
    swaps: options.swaps ?? {},
    forgetNow: (apiKey) => people.forget(apiKey),
  });
  telegram.onForgotten = (updateId) => {
    const inbox = state.tables.inbox.get(`${BOT_ID}:${updateId}`);
    world.check(
      'S1 Telegram forgets only what is in the inbox',
      inbox !== undefined,
      () => `update ${updateId} lost`,
    );
  };
  let judgedAt = -1;
  const lanes = (): boolean => {
    if (database.statements !== judgedAt) checkLanes(world, state, people);
    judgedAt = database.statements;
    return world.breaches.length > 0;
  };

  fleet.start();
  people.begin();
  await scheduler.run(START_AT + plan.activeMs + 30_000, lanes);
  if (plan.outageMs > 0) fleet.outage(plan.outageMs);
  await scheduler.run(scheduler.now() + plan.outageMs + MINUTE, lanes);
  world.troubled = false;
  people.finish();
  const atRest = (): boolean => lanes() || (telegram.waiting() === 0 && isAtRest(state, witness));
  await scheduler.run(scheduler.now() + CALM_MS, atRest);
  await scheduler.run(lastMoment(plan, state, scheduler.now()), lanes);
  await scheduler.run(scheduler.now() + CALM_MS, atRest);
  if (world.breaches.length === 0) checkEnd({ world, state, telegram, witness, people, fleet, secrets });
  const { breaches, coverage } = world;
  return {
    seed,
    plan,
    breaches,
    coverage,
    steps: scheduler.steps(),
    traceHash: world.traceHash(),
    trace: world.traceText(),
    book: options.keepsTrace === true ? bookOf(world) : '',
  };
}

/** What the exchange did to money, with the real moment of it. */
function bookOf({ bank }: ReturnType<typeof createWorld>): string {
  return bank
    .keys()
    .flatMap((apiKey) =>
      (bank.account(apiKey)?.effects ?? []).map(
        ({ at, by, kind, orderId, amount, currency }) =>
          `${apiKey.slice(-4)} ${bank.toReal(at) - START_AT} ${by} ${kind} order ${orderId} ${amount} ${currency}`,
      ),
    )
    .join('\n');
}

/** Nothing is under way, in our tables or at the exchange. */
function isAtRest({ tables }: MemoryState, witness: Witness): boolean {
  return (
    !witness.hasPending() &&
    !tables.operations.rows().some(({ row }) => UNDER_WAY.includes(row.state)) &&
    !tables.notices.rows().some(({ state }) => state === 'waiting' || state === 'sending') &&
    !tables.inbox.rows().some(({ handledAt }) => handledAt === undefined)
  );
}

const UNDER_WAY: readonly string[] = ['confirmed', 'sending', 'unknown', 'needs_review'];

/** Past the next payout and, where a move was not found, past the next hourly look. */
function lastMoment({ speed, clockStepMs }: Plan, { tables }: MemoryState, now: number): number {
  // Where an hour is weeks of the exchange, nothing is executed after its move was told as not found.
  const missing =
    speed <= LOOKS_SPEED_MAX && tables.operations.rows().some(({ row }) => row.state === 'not_found');
  const payoutAt = speed === 1 ? START_AT + 44 * MINUTE : now + (26 * HOUR) / speed;
  return Math.max(payoutAt, now + 2 * MINUTE, missing ? now + 70 * MINUTE : 0) + Math.abs(clockStepMs);
}

/** Log lines are part of the trace, and hold no secret. */
function createLog(world: ReturnType<typeof createWorld>, secrets: readonly string[]): Log {
  const line = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const { error, ...rest } = fields;
    const text = `${event} ${JSON.stringify(rest)}${error === undefined ? '' : ` ${String(error)}`}`;
    world.check('S6 no secret in the log', !secrets.some((secret) => text.includes(secret)), () => event);
    world.trace(undefined, text);
  };
  return { info: line, warn: line, error: line };
}
