// The port `EarnApi` of one instance over the simulated exchange: signs with a nonce, travels, meets trouble, and may
// be executed whatever becomes of its sender. Outcomes are read by the real rules for answers.
// Long: one request from its nonce to its answer, with everything that can befall it.
import type { Caller, EarnApi, ExchangeFailure, MoveAnswer } from '../../src/app/ports.ts';
import { amountOf } from '../../src/domain/money.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { exactNumber, type Json } from '../../src/exchange/json.ts';
import { readMoveAnswer, unclear } from '../../src/exchange/move-answer.ts';
import { type Ask, type Executed, viewProducts } from './bank.ts';
import { count } from './coverage.ts';
import { type MoneyFault, nameOfFault, pickMoneyFault } from './money-faults.ts';
import type { Instance } from './parts.ts';
import { LOOKS_SPEED_MAX } from './plan.ts';
import { stage } from './scheduler.ts';
import type { Post, Witness } from './witness.ts';
import type { World } from './world.ts';

const READ_TIMEOUT_MS = 8_000;
const MONEY_TIMEOUT_MS = 35_000;

const READ_TROUBLES = [
  'unavailable',
  'timeout',
  'rate_limited',
  'unreadable',
  '401 once',
  'row while paging',
] as const;

export interface ExchangeParts {
  readonly world: World;
  readonly witness: Witness;
  readonly instance: Instance;
  /** A `/forget` is sent by the owner of the key while its request is under way. */
  readonly forgetNow: (apiKey: string) => void;
  /** The instance is asked to stop. */
  readonly terminate: () => void;
}

const failure = (kind: ExchangeFailure['kind'], status?: number): ExchangeFailure => ({
  kind,
  status,
  code: undefined,
  retryAfterMs: kind === 'rate_limited' ? 2_000 : undefined,
});

export function createExchange(parts: ExchangeParts): EarnApi {
  const { world, witness, instance } = parts;
  const {
    bank,
    scheduler,
    plan,
    random: { network: random },
  } = world;
  const travel = (owner = true): Promise<void> =>
    scheduler.sleep(owner ? instance.owner : undefined, random.int(5, 60));

  /** One signed read. */
  async function read<Value>(
    caller: Caller,
    what: string,
    answer: (apiKey: string) => Value,
    pageNumber = 1,
  ): Promise<Result<Value, ExchangeFailure>> {
    const trouble =
      world.troubled && random.chance(plan.readTrouble) ? random.pick(READ_TROUBLES) : undefined;
    if (trouble === 'row while paging' && pageNumber > 1) siteDeposit(caller.apiKey);
    if (trouble !== undefined) count(world.coverage.faults, `read: ${trouble}`);
    if (pageNumber > 1 && stage.getStore()?.job === 'settle') {
      instance.life.hit('between two reconcile pages', instance);
      await instance.life.breathe(instance);
    }
    const tries = trouble === '401 once' ? 2 : 1;
    let result: Result<Value, ExchangeFailure> = fail(failure('unavailable'));
    for (let tried = 1; tried <= tries; tried += 1) {
      let nonce: number;
      try {
        nonce = await caller.nextNonce();
      } catch {
        return fail(failure('unavailable'));
      }
      const done = witness.signed(instance, caller.apiKey, nonce);
      try {
        result = await readOnce(caller, nonce, tried < tries ? '401' : trouble, answer);
      } finally {
        done();
      }
    }
    world.trace(instance.owner, `GET ${what} ${result.ok ? 'ok' : result.reason.kind}`);
    return result;
  }

  async function readOnce<Value>(
    { apiKey }: Caller,
    nonce: number,
    trouble: string | undefined,
    answer: (apiKey: string) => Value,
  ): Promise<Result<Value, ExchangeFailure>> {
    await travel(trouble !== 'timeout');
    const accepted = bank.checkNonce(apiKey, nonce);
    const value = accepted ? answer(apiKey) : undefined;
    if (trouble === 'timeout') {
      await scheduler.sleep(instance.owner, READ_TIMEOUT_MS);
      return fail(failure('timeout'));
    }
    await travel();
    if (trouble === 'unavailable') return fail(failure('unavailable', random.pick([500, 502, 503])));
    if (trouble === 'rate_limited') return fail(failure('rate_limited', 429));
    if (trouble === 'unreadable') return fail(failure('unreadable', 200));
    if (trouble === '401' || value === undefined) {
      const times = witness.refusals.get(apiKey) ?? [];
      if (trouble !== '401') witness.refusals.set(apiKey, [...times, scheduler.now()]);
      return fail(failure('unauthorized', 401));
    }
    return ok(value);
  }

  function siteDeposit(apiKey: string): void {
    bank.site(apiKey, { kind: 'deposit', productId: 'OPENUSDC0001', amount: amountOf('10') });
  }

  async function post(caller: Caller, ask: Ask, mayStillSend: () => boolean): Promise<MoveAnswer> {
    let nonce: number;
    try {
      nonce = await caller.nextNonce();
    } catch {
      return { kind: 'not_sent' };
    }
    const done = witness.signed(instance, caller.apiKey, nonce);
    try {
      const answer = await send(caller.apiKey, ask, nonce, mayStillSend);
      instance.life.hit('answer read, not stored', instance);
      await instance.life.breathe(instance);
      world.trace(instance.owner, `answer to ${ask.kind}: ${JSON.stringify(answer)}`);
      return answer;
    } finally {
      done();
    }
  }

  async function send(
    apiKey: string,
    ask: Ask,
    nonce: number,
    mayStillSend: () => boolean,
  ): Promise<MoveAnswer> {
    const fault = world.troubled && random.chance(plan.moneyTrouble) ? pickMoneyFault(random) : undefined;
    if (fault !== undefined) count(world.coverage.faults, nameOfFault(fault));
    await travel();
    if (fault?.kind === 'not connected') return { kind: 'not_sent' };
    instance.life.hit('connected, no byte', instance);
    await instance.life.breathe(instance);
    if (!mayStillSend()) return { kind: 'not_sent' };
    const sent = witness.posted(instance, apiKey, ask, nonce);
    instance.life.hit('half a body', instance);
    // A sender that is hit now never sends the rest: the exchange gives up on it.
    const isCutOff = instance.owner.state !== 'up';
    if (isCutOff || fault?.kind === 'reset before the body') {
      await scheduler.sleep(instance.owner, 50);
      return unclear('connection_lost');
    }
    instance.life.hit('body sent, not executed', instance);
    if (fires('/forget with a move under way')) parts.forgetNow(apiKey);
    if (fires('SIGTERM while sending')) parts.terminate();
    return new Promise((resolve) => arrive(sent, fault, resolve));
  }

  /** These two are no way of dying: the plan's trigger only tells when. */
  function fires(point: '/forget with a move under way' | 'SIGTERM while sending'): boolean {
    const trigger = plan.triggers.find((candidate) => candidate.point === point);
    if (trigger === undefined || witness.posts.length !== trigger.nth) return false;
    count(world.coverage.crashes, point);
    return true;
  }

  /** From here on the request lives by itself. */
  function arrive(sent: Post, fault: MoneyFault | undefined, resolve: (answer: MoveAnswer) => void): void {
    let isAnswered = false;
    const answer = (move: MoveAnswer, waitMs = random.int(5, 60)): void => {
      scheduler.after(instance.owner, waitMs, () => {
        if (isAnswered) return;
        isAnswered = true;
        instance.life.hit('half an answer', instance);
        void instance.life.breathe(instance).then(() => resolve(move));
      });
    };
    answer(unclear('timeout'), MONEY_TIMEOUT_MS);
    scheduler.after(undefined, random.int(5, 60), () => {
      if (fault?.kind === 'late') return lateOf(sent, fault, answer);
      const executed = isExecuted(fault) ? execute(sent) : undefined;
      if (executed !== undefined) instance.life.hit('executed, no answer', instance);
      answerTo(sent, fault, executed, answer);
    });
  }

  type Answer = (move: MoveAnswer, waitMs?: number) => void;

  function lateOf(sent: Post, fault: Extract<MoneyFault, { kind: 'late' }>, answer: Answer): void {
    const accepted = bank.checkNonce(sent.apiKey, sent.nonce);
    if (accepted) {
      witness.pending(1);
      const afterMs = plan.speed > LOOKS_SPEED_MAX ? Math.min(fault.afterMs, 8_000) : fault.afterMs;
      scheduler.after(undefined, afterMs, () => {
        act(sent);
        witness.pending(-1);
      });
    }
    if (fault.answer === 'lost') answer(unclear('connection_lost'));
    else if (fault.answer === 503) answer(readMoveAnswer(503, undefined));
  }

  function execute(sent: Post): Executed {
    if (!bank.checkNonce(sent.apiKey, sent.nonce)) return { kind: 'unauthorized' };
    return act(sent);
  }

  function act(sent: Post): Executed {
    const executed = bank.act(sent.apiKey, sent.ask, sent.nonce);
    if (executed.kind === 'done') sent.effects.push(executed.effect);
    world.trace(undefined, `executed POST ${sent.number}: ${executed.kind}`);
    return executed;
  }

  function answerTo(
    { apiKey, ask }: Post,
    fault: MoneyFault | undefined,
    executed: Executed | undefined,
    answer: Answer,
  ): void {
    const plain = (): MoveAnswer => plainAnswer(executed, ask);
    switch (fault?.kind) {
      case undefined:
      case 'not connected':
      case 'reset before the body':
      case 'late':
        answer(plain());
        break;
      case 'slow':
        answer(plain(), fault.ms);
        break;
      case 'reset after the body':
        answer(unclear('connection_lost'));
        break;
      case 'no answer':
        break;
      case 'status': {
        const body: Json = fault.code === undefined ? {} : { code: exactNumber(String(fault.code)) };
        answer(readMoveAnswer(fault.status, body));
        break;
      }
      case 'success false':
        answer(readMoveAnswer(200, { success: false }));
        break;
      case 'unreadable':
        answer(readMoveAnswer(200, undefined));
        break;
      case 'duplicated':
        answer(fault.answer === 'first' ? plain() : readMoveAnswer(401, undefined));
        break;
      case 'twin on the site':
        if (ask.kind === 'deposit') bank.site(apiKey, ask);
        answer(fault.answered ? plain() : unclear('connection_lost'));
        break;
    }
  }

  return {
    environment: plan.speed === 1 ? 'live' : 'practice',
    async products(caller) {
      if (caller !== undefined) return read(caller, 'products', () => viewProducts(bank));
      await travel();
      return ok(viewProducts(bank));
    },
    orders: (caller) => read(caller, 'orders', (key) => bank.orders(key)),
    history: (caller, page) =>
      read(caller, `history ${page.pageNumber}`, (key) => bank.history(key, page), page.pageNumber),
    balances: (caller) => read(caller, 'balances', (key) => bank.balances(key)),
    dollarPrice: async () => ok(amountOf('1')),
    async time() {
      await travel();
      if (world.troubled && random.chance(plan.readTrouble)) return fail(failure('timeout'));
      const now = bank.now();
      await travel();
      return ok(now);
    },
    deposit: (caller, { productId, amount, renew, day }, mayStillSend) =>
      post(caller, { kind: 'deposit', productId, amount, days: day, renew }, mayStillSend),
    redeem: (caller, body, mayStillSend) => post(caller, { kind: 'redeem', ...body }, mayStillSend),
    renew: (caller, body, mayStillSend) => post(caller, { kind: 'renew', ...body }, mayStillSend),
  };
}

function isExecuted(fault: MoneyFault | undefined): boolean {
  if (fault === undefined) return true;
  return 'executed' in fault ? fault.executed : true;
}

function plainAnswer(executed: Executed | undefined, ask: Ask): MoveAnswer {
  switch (executed?.kind) {
    case 'done':
      return ask.kind === 'renew' ? { kind: 'accepted' } : readMoveAnswer(200, { success: true });
    case 'refused':
      return readMoveAnswer(400, { code: exactNumber(String(executed.refusal.code)), success: false });
    case 'unauthorized':
      return readMoveAnswer(401, undefined);
    case undefined:
      return unclear('connection_lost');
  }
}
