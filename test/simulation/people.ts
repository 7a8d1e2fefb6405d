// The people: they connect, wish for moves, tap once, twice and late, forward cards, act on the site at the same time,
// block the bot, and tell the truth when they are asked whether a move happened.
// Long: one person, from connecting to the last answer.

import { amountOf } from '../../src/domain/money.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Effect } from '../../src/simulator/exchange/account.ts';
import type { MemoryState } from '../app/memory-store.ts';
import { count } from './coverage.ts';
import { type Delivered, type Telegram, tapFrom, textFrom } from './telegram.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

export interface Person {
  readonly id: number;
  readonly apiKey: string;
  readonly secret: string;
}

export interface Tap {
  readonly by: number;
  readonly chatId: number;
  readonly at: number;
}

export interface People {
  readonly all: readonly Person[];
  /** Taps on Confirm, by operation. */
  readonly taps: ReadonlyMap<string, readonly Tap[]>;
  /** Moves shown on cards, by operation: what the person agreed to. */
  readonly shown: ReadonlyMap<string, Operation['move']>;
  readonly blocked: ReadonlySet<number>;
  /** Whose keys the exchange no longer takes. */
  /** Real ms at which the key of a person was revoked. */
  readonly revoked: ReadonlyMap<number, number>;
  begin(): void;
  forget(apiKey: string): void;
  /** Answers what is still open; nobody wishes for anything new. */
  finish(): void;
}

const AMOUNTS: readonly (readonly [
  productId: string,
  days: number,
  amounts: readonly string[],
  weight: number,
])[] = [
  ['OPENUSDT0001', 1, ['25', '25', '100.25', '333.33'], 4],
  ['OPENUSDC0001', 1, ['10', '10', '57.5'], 4],
  ['OPENETH00001', 1, ['1', '3'], 1],
  ['FIXEDUSDT001', 7, ['100', '250'], 2],
  ['STAKEAXS00001', 1, ['12.5'], 1],
  ['LENDWGBP000001', 1, ['20', '31.07'], 1],
  // More digits than a binary float holds.
  ['OPENMEME0001', 1, ['1234567890123.12345678', '90071992547409.93000001'], 2],
];

export function createPeople(parts: {
  readonly world: World;
  readonly state: MemoryState;
  readonly telegram: Telegram;
  readonly witness: Witness;
}): People {
  const { world, state, telegram, witness } = parts;
  const {
    scheduler,
    plan,
    bank,
    random: { people: random },
  } = world;
  const taps = new Map<string, Tap[]>();
  const shown = new Map<string, Operation['move']>();
  const blocked = new Set<number>();
  const revoked = new Map<number, number>();
  const decided = new Set<string>();
  const wishing = new Set<number>();
  let isOver = false;
  let sent = 0;

  const all: readonly Person[] = Array.from({ length: plan.people }, (_, index) => ({
    id: 101 + index,
    apiKey: `ak${index}0123456789abcdef0123456789abcdef0123`,
    secret: `sk${index}fedcba9876543210fedcba9876543210fedc`,
  }));

  const later = (ms: number, run: () => void): void => {
    scheduler.after(undefined, ms, run);
  };
  const say = (person: Person, text: string): void => {
    telegram.receive(textFrom(person.id, 100_000 + ++sent, text));
  };

  function connect(person: Person): void {
    say(person, '/connect');
    later(random.int(800, 3_000), () => say(person, `${person.apiKey} ${person.secret}`));
  }

  function wish(person: Person): void {
    if (isOver) return;
    const kind = random.weighted([
      ['deposit', 6],
      ['redeem', 3],
      ['renew', 1],
      ['site', 1],
      ['orders', 1],
    ] as const);
    count(world.coverage.events, `wish: ${kind}`);
    if (kind === 'site') actOnSite(person);
    else say(person, kind === 'orders' ? '/orders' : moveText(person, kind));
  }

  function moveText(person: Person, kind: 'deposit' | 'redeem' | 'renew'): string {
    const orders = bank.orders(person.apiKey);
    if (kind === 'deposit' || orders.length === 0) {
      const [productId, days, amounts] = random.weighted(AMOUNTS.map((row) => [row, row[3]] as const));
      const renews = productId.startsWith('FIXED') && random.chance(0.5);
      return `deposit ${productId} ${days} ${random.pick(amounts)} ${renews ? 1 : 0}`;
    }
    const order = random.pick(orders);
    if (kind === 'renew') return `renew ${order.id} ${order.autoRenew ? 0 : 1}`;
    const amount = random.chance(0.5) || Number(order.investAmt) < 10 ? order.investAmt : '5';
    return `redeem ${order.id} ${amount}`;
  }

  /** The very things people do in the bot, done elsewhere: what makes evidence ambiguous. */
  function actOnSite(person: Person): void {
    const orders = bank.orders(person.apiKey);
    const order = orders.length > 0 && random.chance(0.3) ? random.pick(orders) : undefined;
    if (order !== undefined) {
      bank.site(person.apiKey, { kind: 'redeem', orderId: order.id, amount: order.investAmt });
      return;
    }
    const [productId, , amounts] = random.weighted(AMOUNTS.map((row) => [row, row[3]] as const));
    bank.site(person.apiKey, { kind: 'deposit', productId, amount: amountOf(random.pick(amounts)) });
  }

  function begin(person: Person): void {
    if (wishing.has(person.id)) return;
    wishing.add(person.id);
    for (let wished = 0; wished < plan.moves; wished += 1) {
      later(random.int(500, plan.activeMs), () => wish(person));
    }
    if (plan.forgets && random.chance(0.5)) later(plan.activeMs, () => forget(person));
    if (plan.revokes && random.chance(0.5)) later(random.int(1, plan.activeMs), () => revoke(person));
    if (random.chance(0.05)) later(random.int(1, plan.activeMs), () => block(person));
  }

  function forget(person: Person): void {
    count(world.coverage.events, '/forget');
    say(person, '/forget');
  }

  function revoke(person: Person): void {
    count(world.coverage.faults, 'key revoked');
    world.trace(undefined, `key of ${person.id} revoked`);
    revoked.set(person.id, scheduler.now());
    bank.revoke(person.apiKey);
  }

  function block(person: Person): void {
    world.trace(undefined, `${person.id} blocks the bot`);
    blocked.add(person.id);
    telegram.block(person.id, true);
  }

  function onCard(person: Person, message: Delivered, operationId: string): void {
    const behaviour = random.weighted([
      ['soon', 16],
      ['at the end', 2],
      ['never', 1],
      ['cancel', 1],
    ] as const);
    count(world.coverage.events, `tap: ${behaviour}`);
    if (behaviour === 'never') return;
    const waitMs = behaviour === 'at the end' ? random.int(100_000, 122_000) : random.int(300, 12_000);
    if (behaviour === 'cancel' || random.chance(0.04)) {
      later(waitMs + random.int(-200, 200), () => tap(person, message, `cancel ${operationId}`));
      if (behaviour === 'cancel') return;
    }
    const times = random.weighted([
      [1, 6],
      [2, 3],
      [4, 1],
    ]);
    for (let time = 0; time < times; time += 1) {
      later(waitMs + time * random.int(0, 400), () => confirm(person, message, operationId));
    }
    // Telegram sends the same tap again under a new update id; and a forwarded card is tapped by another person.
    if (random.chance(0.15))
      later(waitMs + random.int(1_000, 30_000), () => confirm(person, message, operationId));
    const other = all.find(({ id }) => id !== person.id);
    if (other !== undefined && random.chance(0.15)) {
      later(waitMs, () => confirm(other, { ...message, chatId: other.id }, operationId));
    }
  }

  function tap(person: Person, { chatId, messageId }: Delivered, data: string): void {
    telegram.receive(tapFrom(person.id, chatId, messageId, data));
  }

  function confirm(person: Person, message: Delivered, operationId: string): void {
    const known = taps.get(operationId) ?? [];
    taps.set(operationId, [...known, { by: person.id, chatId: message.chatId, at: scheduler.now() }]);
    tap(person, message, `confirm ${operationId}`);
  }

  /** Whether it happened, as the person sees on the site; often also which of the entries it is. */
  function decide(person: Person, message: Delivered, operationId: string): void {
    if (decided.has(operationId)) return;
    decided.add(operationId);
    later(random.int(2_000, 20_000), () => {
      const effect = witness.posts
        .filter((post) => post.operationId === operationId)
        .flatMap(({ effects }) => effects)[0];
      const place = effect === undefined || random.chance(0.3) ? -1 : placeOf(effect, operationId);
      if (place !== -1) count(world.coverage.events, 'an entry is named');
      const verdict = effect === undefined ? 'no' : place === -1 ? 'yes' : `yes ${place}`;
      tap(person, message, `decide ${operationId} ${verdict}`);
      decided.delete(operationId);
    });
  }

  /** Among the entries that the person is shown, the one of this effect; -1 where it is not among them. */
  function placeOf({ at, amount }: Effect, operationId: string): number {
    const result = state.tables.operations.get(operationId)?.row.result;
    const entries = result?.kind === 'several' ? result.candidates : [];
    return entries.findIndex((row) => row.txnTime === at && row.amount === amount);
  }

  telegram.onDelivered = (message) => {
    const person = all.find(({ id }) => id === message.chatId);
    if (person === undefined) return;
    const told = JSON.parse(message.text) as {
      readonly card?: string;
      readonly move?: Operation['move'];
      readonly kind?: string;
      readonly data?: { readonly operationId?: string; readonly state?: string; readonly reason?: string };
    };
    if (told.card !== undefined && told.move !== undefined) {
      if (shown.has(told.card)) return;
      shown.set(told.card, told.move);
      if (told.kind === 'receipt') count(world.coverage.events, 'a new card with a receipt');
      onCard(person, message, told.card);
    }
    if (told.kind === 'connected') begin(person);
    if (told.kind === 'connect_failed' && told.data?.reason === 'refused' && !isOver)
      later(5_000, () => connect(person));
    const { operationId, state: now } = told.data ?? {};
    if (told.kind !== 'receipt' || operationId === undefined) return;
    if (now === 'needs_review') decide(person, message, operationId);
    const move = shown.get(operationId);
    if (now === 'not_found' && move?.kind === 'deposit' && !isOver && random.chance(0.3)) {
      say(person, `deposit ${move.product.id} ${move.days} ${move.amount} ${move.renew ? 1 : 0}`);
    }
  };

  return {
    all,
    taps,
    shown,
    blocked,
    revoked,
    begin() {
      for (const person of all) {
        bank.open(person.apiKey, person.secret);
        later(random.int(50, 1_000), () => connect(person));
      }
    },
    forget(apiKey) {
      const person = all.find((candidate) => candidate.apiKey === apiKey);
      if (person !== undefined) forget(person);
    },
    finish() {
      isOver = true;
      for (const { row } of state.tables.operations.rows()) {
        const person = all.find(({ id }) => id === row.userId);
        if (row.state !== 'needs_review' || person === undefined) continue;
        decide(person, { chatId: person.id, messageId: 1, at: 0, text: '', edited: false }, row.id);
      }
    },
  };
}
