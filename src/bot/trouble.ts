// A read that failed, on its way to the person: the code they see is made here and logged beside the failure's kind,
// so that an operator who is told the code finds what happened.
import type { ReadProblem } from '../app/app.ts';
import type { View } from '../app/ports.ts';
import { referenceOf } from '../domain/reference.ts';
import type { Screen } from './action.ts';
import { type BotContext, personOf } from './context.ts';
import type { BotDeps } from './deps.ts';
import { viewReadProblem } from './views/problems.ts';

export interface Trouble {
  /** The reference of a failure, logged with it; undefined for what is no failure: nothing is connected. */
  readonly codeOf: (ctx: BotContext, problem: ReadProblem) => string | undefined;
  /** The failure in place of the screen that was wanted, with the way to try it again where there is one. */
  readonly view: (ctx: BotContext, problem: ReadProblem, again: Screen | undefined) => View;
}

/** `failure` is the kind; status and the exchange's own code only where it answered. */
function factsOf(problem: ReadProblem): Readonly<Record<string, unknown>> {
  if (problem.kind !== 'exchange') return { failure: problem.kind };
  const { kind, status, code } = problem.failure;
  return { failure: kind, status, exchangeCode: code };
}

export function createTrouble({ ids, log }: Pick<BotDeps, 'ids' | 'log'>): Trouble {
  function codeOf(ctx: BotContext, problem: ReadProblem): string | undefined {
    if (problem.kind === 'no_account') return undefined;
    const code = referenceOf(ids.id());
    log.warn('bot.read_failed', { code, updateId: ctx.update.update_id, ...factsOf(problem) });
    return code;
  }

  return {
    codeOf,
    view(ctx, problem, again) {
      const { reader } = personOf(ctx);
      const action = again === undefined ? undefined : ({ kind: 'open', screen: again } as const);
      return viewReadProblem(reader, problem, action, codeOf(ctx, problem));
    },
  };
}
