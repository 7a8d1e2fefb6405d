// Plays one fault on one request: what is executed, what is answered, what is lost on the way.
import { assertNever } from '../../domain/result.ts';
import type { SimAccount } from './account.ts';
import {
  type Answer,
  emptyAnswer,
  htmlAnswer,
  jsonAnswer,
  refusalAnswer,
  unauthorizedAnswer,
} from './answer.ts';
import type { Call } from './authenticate.ts';
import { ConnectionDropped } from './connection-dropped.ts';
import type { FaultPlay } from './fault.ts';
import { type Limiter, retryAfterHeader } from './limiter.ts';
import { type Exchange, type ProcessOptions, processCall } from './process-call.ts';
import type { RequestLog } from './request-log.ts';
import type { SiteAction } from './site.ts';
import { type Timers, waitFor } from './timers.ts';

export interface PlayDeps {
  readonly exchange: Exchange;
  readonly timers: Timers;
  readonly limiter: Limiter;
  readonly log: RequestLog;
  /** The real moment at which the exchange's clock shows `at`; undefined while it stands still. */
  readonly toReal: (at: number) => number | undefined;
  /** Site actions on the owner of a key, at the moment the account was last accrued to. */
  readonly site: (apiKey: string, choose: (account: SimAccount) => readonly SiteAction[]) => Promise<void>;
}

/** Serves without a fault, and notes whether something was executed. */
export async function runCall(
  { exchange, log }: Pick<PlayDeps, 'exchange' | 'log'>,
  call: Call,
  n: number,
  options: ProcessOptions = { stage: 'all' },
): Promise<Answer> {
  const { answer, executed } = await processCall(exchange, call, options);
  if (executed) log.note(n, { executed: true });
  return answer;
}

/** Throws {@link ConnectionDropped} for what happens to the connection. `n` is the request's number in the log. */
export async function playFault(deps: PlayDeps, play: FaultPlay, call: Call, n: number): Promise<Answer> {
  const run = (options?: ProcessOptions) => runCall(deps, call, n, options);
  const runIf = async (executed: boolean) => {
    if (executed) await run();
  };
  switch (play.kind) {
    case 'status':
      await runIf(play.executed);
      return statusAnswer(play, deps.exchange.now());
    case 'success_false':
      await runIf(play.executed);
      return jsonAnswer(200, { success: false });
    case 'html200':
      await runIf(play.executed);
      return htmlAnswer(200);
    case 'empty200':
      await runIf(play.executed);
      return emptyAnswer(200);
    case 'half_body':
      throw new ConnectionDropped({
        how: 'half',
        answer: play.executed ? await run() : jsonAnswer(200, { success: true }),
      });
    case 'reset_before_body':
      throw new ConnectionDropped({ how: 'reset' });
    case 'reset_after':
      await call.body();
      await runIf(play.executed);
      throw new ConnectionDropped({ how: 'reset' });
    case 'hang':
      await runIf(play.executed);
      throw new ConnectionDropped({ how: 'hang' });
    case 'slow': {
      const answer = await run();
      await waitFor(deps.timers, play.delayMs);
      return answer;
    }
    case 'late':
      return executeLate(deps, play, call, n);
    case 'duplicated': {
      const first = await run();
      const second = await run();
      return play.answer === 'first' ? first : second;
    }
    case 'resend':
      await runIf(play.executed);
      return { status: play.status, headers: { location: `/spot${call.path}` }, body: '' };
    case 'key_revoked':
      return revokedAnswer(play.status, deps.exchange.now());
    case 'limit_ladder':
      deps.limiter.breach(call.apiKey ?? '');
      return limitedAnswer(deps, call.apiKey ?? '', play.retryAfter);
    case 'presented':
      return run({ stage: 'all', presentation: play.settings });
    case 'row_while_paging':
    case 'equal_rows':
    case 'order_gone':
      return playSite(deps, play, call, run);
    default:
      return assertNever(play);
  }
}

type SitePlay = Extract<FaultPlay, { kind: 'row_while_paging' | 'equal_rows' | 'order_gone' }>;

async function playSite(
  { site }: PlayDeps,
  play: SitePlay,
  call: Call,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const apiKey = call.apiKey ?? '';
  switch (play.kind) {
    case 'row_while_paging':
      await site(apiKey, () => [{ kind: 'deposit', productId: play.productId, amount: play.amount }]);
      return run();
    case 'order_gone':
      await site(apiKey, ({ orders }) => orders.map((order) => ({ kind: 'close', orderId: order.id })));
      return run();
    case 'equal_rows': {
      const answer = await run();
      await site(apiKey, ({ effects }) => {
        const last = effects.findLast(({ by, kind }) => by === 'request' && kind === 'deposit');
        if (last === undefined || String(last.nonce) !== call.nonce) return [];
        const { productId, amount, days, autoRenew } = last;
        return [{ kind: 'deposit', productId, amount, days: days ?? undefined, renew: autoRenew ?? false }];
      });
      return answer;
    }
  }
}

function statusAnswer(play: Extract<FaultPlay, { kind: 'status' }>, now: number): Answer {
  const headers = retryAfterHeader(play.retryAfter, play.waitMs, now);
  const answer = shapedAnswer(play, now);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function shapedAnswer(play: Extract<FaultPlay, { kind: 'status' }>, at: number): Answer {
  const { status, code } = play;
  if (play.shape === 'html') return htmlAnswer(status);
  if (play.shape === 'empty') return emptyAnswer(status);
  return refusalAnswer(play.shape, { status, code, message: 'Please try again later', at });
}

function revokedAnswer(status: 401 | 403 | 451, at: number): Answer {
  if (status === 401) return unauthorizedAnswer(at);
  return refusalAnswer('B', { status, code: -7, message: 'Authenticate failed', at });
}

/** 429 for a key that is blocked by the limiter. */
export function limitedAnswer(
  { limiter, exchange }: Pick<PlayDeps, 'limiter' | 'exchange'>,
  apiKey: string,
  form: Parameters<typeof retryAfterHeader>[0],
): Answer {
  const at = exchange.now();
  const answer = refusalAnswer('C', { status: 429, code: 429, message: 'Too Many Requests', at });
  return {
    ...answer,
    headers: { ...answer.headers, ...retryAfterHeader(form, limiter.blockedForMs(apiKey), at) },
  };
}

/** The longest nap between two looks at a clock whose speed may change meanwhile. */
const LOOK_AGAIN_MS = 1_000;

async function executeLate(
  deps: PlayDeps,
  play: Extract<FaultPlay, { kind: 'late' }>,
  call: Call,
  n: number,
): Promise<Answer> {
  const checked = await runCall(deps, call, n, { stage: 'check' });
  const { exchange, timers } = deps;
  const act = () => {
    // Nobody waits for this any more; a store that fails now leaves the request without effect, as a crash would.
    runCall(deps, call, n, { stage: 'act' }).catch(() => undefined);
  };
  const dueAt = exchange.now() + play.delayMs;
  const whenShown = () => {
    if (exchange.now() >= dueAt) return act();
    const real = deps.toReal(dueAt);
    const napMs = real === undefined ? LOOK_AGAIN_MS : real - exchange.real();
    timers.after(Math.min(Math.max(napMs, 1), LOOK_AGAIN_MS), whenShown);
  };
  if (checked.status === 200) {
    if (play.clock === 'real') timers.after(play.delayMs, act);
    else whenShown();
  }
  if (play.answer === 'lost') throw new ConnectionDropped({ how: 'reset' });
  if (play.answer === 'hang') throw new ConnectionDropped({ how: 'hang' });
  const message = 'Please try again later';
  return refusalAnswer('A', { status: play.answer, code: -1, message, at: exchange.now() });
}
