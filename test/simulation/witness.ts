// What the exchange's side knows of every signed request: who sent it, with which nonce, what it moved, and for which
// operation of the bot's tables it must have been sent. It judges the rules of requests while they happen.
import type { Operation } from '../../src/domain/operation.ts';
import { CONFIRM_LIFE_MS, FIRST_BYTE_MS } from '../../src/domain/operation.ts';
import type { Effect } from '../../src/simulator/exchange/account.ts';
import type { MemoryState } from '../app/memory-store.ts';
import type { Ask } from './bank.ts';
import { count } from './coverage.ts';
import type { Instance } from './parts.ts';
import type { World } from './world.ts';

export interface Post {
  readonly number: number;
  readonly at: number;
  readonly apiKey: string;
  readonly ask: Ask;
  readonly nonce: number;
  /** Undefined: no operation of the account was being sent. */
  readonly operationId: string | undefined;
  readonly effects: Effect[];
}

export interface Witness {
  readonly posts: readonly Post[];
  /** A signed request is about to go out. Returns what to call when the client is done with it. */
  signed(instance: Instance, apiKey: string, nonce: number): () => void;
  /** The first byte of a money request. */
  posted(instance: Instance, apiKey: string, ask: Ask, nonce: number): Post;
  /** Requests that will be executed later than their sender waited for. */
  hasPending(): boolean;
  /** Counts one of them in (1) or out (-1). */
  pending(by: 1 | -1): void;
  /** Times at which the key was refused to a read, for P7. */
  readonly refusals: Map<string, number[]>;
  /** Keys of people who had everything forgotten, and when. */
  readonly forgotten: Map<string, number>;
}

const NONCE_AHEAD_MS = 2_000;

export function createWitness(
  world: World,
  state: MemoryState,
  keyOf: (accountId: string) => string | undefined,
): Witness {
  const posts: Post[] = [];
  let pending = 0;
  const lastNonces = new Map<string, number>();
  const inFlight = new Map<string, Instance>();
  const forgotten = new Map<string, number>();
  const { check, plan, scheduler } = world;
  /** How wrong an instance's own clock may be. */
  const clockSlackMs = Math.abs(plan.clockStepMs) + 50;

  function operationBeingSent(apiKey: string): Operation | undefined {
    const sending = state.tables.operations
      .rows()
      .filter(({ row }) => row.state === 'sending' && keyOf(row.accountId) === apiKey);
    return sending.length === 1 ? sending[0]?.row : undefined;
  }

  function judgePost({ operationId, ask }: Post, operation: Operation | undefined): void {
    const now = scheduler.now();
    check(
      'M1 a request is sent only for a stored operation in `sending`',
      operation !== undefined,
      () => `a ${ask.kind} went out for no operation in sending`,
    );
    if (operation === undefined) return;
    if (ask.kind !== 'renew') {
      const earlier = posts.filter((post) => post.operationId === operationId).length;
      check(
        'M5 one request at most for a deposit or redemption',
        earlier === 0,
        () => `${earlier + 1} requests for ${operationId}`,
      );
    }
    check(
      'M11 nothing is sent after the confirm expired',
      now <= operation.shownAt + CONFIRM_LIFE_MS + clockSlackMs,
      () => `${operationId} was sent ${now - operation.shownAt} ms after its card`,
    );
    const sinceMs = now - (operation.sentAt ?? now);
    const isFirst = !posts.some((post) => post.operationId === operationId);
    check(
      'M11 first byte within 10 s of `sending`',
      !isFirst || sinceMs <= FIRST_BYTE_MS + clockSlackMs,
      () => `${operationId} began ${sinceMs} ms after sending was stored`,
    );
    check(
      'M2 the request says what the card said',
      saysTheSame(ask, operation),
      () => `${JSON.stringify(ask)} for ${JSON.stringify(operation.move)}`,
    );
  }

  return {
    posts,
    hasPending: () => pending > 0,
    pending: (by) => {
      pending += by;
    },
    refusals: new Map(),
    forgotten,
    signed(instance, apiKey, nonce) {
      const last = lastNonces.get(apiKey) ?? 0;
      check('M9 nonces of a key rise', nonce > last || instance.wasStopped, () => `${nonce} after ${last}`);
      lastNonces.set(apiKey, Math.max(last, nonce));
      // Measured at the moment of the purchase, which is a statement earlier.
      const aheadMs = nonce - instance.envClock.now();
      check(
        'M9 a nonce is at most 2 s ahead',
        aheadMs <= NONCE_AHEAD_MS + clockSlackMs,
        () => `${aheadMs} ms ahead`,
      );
      const other = inFlight.get(apiKey);
      const isAlone =
        other === undefined || other.owner.state !== 'up' || other.wasStopped || instance.wasStopped;
      check('M9 one call in flight for a key', isAlone, () => `${instance.id} and ${other?.id}`);
      check(
        'S4 nothing is signed with a forgotten key',
        !forgotten.has(apiKey),
        () => 'signed after /forget',
      );
      inFlight.set(apiKey, instance);
      count(world.coverage.events, 'signed request');
      return () => {
        if (inFlight.get(apiKey) === instance) inFlight.delete(apiKey);
      };
    },
    posted(instance, apiKey, ask, nonce) {
      const operation = operationBeingSent(apiKey);
      const post = {
        number: posts.length + 1,
        at: scheduler.now(),
        apiKey,
        ask,
        nonce,
        operationId: operation?.id,
        effects: [],
      };
      judgePost(post, operation);
      posts.push(post);
      world.trace(instance.owner, `POST ${post.number} ${JSON.stringify(ask)} for ${operation?.id}`);
      return post;
    },
  };
}

function saysTheSame(ask: Ask, { move }: Operation): boolean {
  switch (ask.kind) {
    case 'deposit':
      return (
        move.kind === 'deposit' &&
        move.product.id === ask.productId &&
        move.amount === ask.amount &&
        move.days === ask.days &&
        move.renew === ask.renew
      );
    case 'redeem':
      return move.kind === 'redeem' && move.orderId === ask.orderId && move.amount === ask.amount;
    case 'renew':
      return move.kind === 'renew' && move.orderId === ask.orderId && move.autoRenew === ask.autoRenew;
  }
}
