// The card of a prepared move, or why there is none. Preparing stores a draft; nothing here confirms or sends.
import type { App, PrepareOutcome, PrepareProblem } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import type { Environment } from '../../domain/product.ts';
import { referenceOf } from '../../domain/reference.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Html } from '../html.ts';
import type { Kit } from '../kit.ts';
import { viewConfirmCard } from '../views/confirm-card.ts';
import { viewNotPrepared } from '../views/problems.ts';

export interface PreparedView {
  readonly view: View;
  /** The operation whose card it is; its message id is to be recorded. */
  readonly operationId: string | undefined;
}

/** What a move is about, for wording why it was not prepared. */
export interface MoveSubject {
  readonly currency: string;
  readonly environment: Environment;
}

export interface Prepared {
  /** The card of a prepared move, or why there is none. */
  readonly viewPrepared: (
    ctx: BotContext,
    outcome: PrepareOutcome,
    about: MoveSubject,
    note: Html | undefined,
  ) => PreparedView;
}

/** The person's account with this id. */
export async function ownAccount(app: App, ctx: BotContext, accountId: string): Promise<Account | undefined> {
  const accounts = await app.accounts(personOf(ctx).user);
  return accounts.find((account) => account.id === accountId);
}

export function createPrepared(kit: Kit): Prepared {
  /** The reference that the person reads; the log has it with what was in the way, and with no amount or name. */
  function codeOf(ctx: BotContext, problem: PrepareProblem): string | undefined {
    const logged = (why: string): string => {
      const code = referenceOf(kit.ids.id());
      kit.log.info('bot.not_prepared', { code, updateId: ctx.update.update_id, why });
      return code;
    };
    switch (problem.kind) {
      case 'read':
        return kit.trouble.codeOf(ctx, problem.problem);
      case 'lane_busy':
        // The move that stands in the way has a life of its own in the log.
        return referenceOf(problem.operation.id);
      case 'deposit_problem':
      case 'redeem_problem':
        return logged(problem.problem.kind);
      case 'renew_problem':
        return logged(problem.problem);
      case 'view_only':
        return logged(problem.kind);
    }
  }

  return {
    viewPrepared: (ctx, outcome, about, note) => {
      const { reader } = personOf(ctx);
      if (outcome.kind !== 'draft') {
        return {
          view: viewNotPrepared(reader, outcome, about, codeOf(ctx, outcome)),
          operationId: undefined,
        };
      }
      const environmentNow = kit.environmentClocks[outcome.account.environment].now();
      const view = viewConfirmCard(reader, { ...outcome, environmentNow, note });
      return { view, operationId: outcome.operation.id };
    },
  };
}
