// A handler that throws: the person gets a short apology with a code, the log gets the code and no secret.

import type { Middleware } from 'grammy';
import { GrammyError, HttpError } from 'grammy';
import { referenceOf } from '../domain/reference.ts';
import type { BotContext } from './context.ts';
import { rememberFlow } from './dialog-storage.ts';
import type { Kit } from './kit.ts';
import { answerTap } from './show.ts';
import { viewApology } from './views/problems.ts';

/** What of an error may be logged: never the object whole, it may carry a token or a text. */
export function errorFacts(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof GrammyError) {
    return { error: 'GrammyError', method: error.method, code: error.error_code, said: error.description };
  }
  if (error instanceof HttpError) return { error: 'HttpError' };
  if (!(error instanceof Error)) return { error: 'unknown' };
  const place = error.stack
    ?.split('\n')
    .slice(1, 4)
    .map((line) => line.trim());
  return { error: error.name, place };
}

/** 403: the person blocked the bot; there is nobody to apologise to. */
function isBlocked(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 403;
}

async function apologise(kit: Kit, ctx: BotContext, code: string): Promise<void> {
  const { person } = ctx;
  await answerTap(ctx);
  if (person === undefined) return;
  const maybeConfirmed = ctx.tap?.action.kind === 'confirm';
  const view = viewApology(person.reader, { code, maybeConfirmed });
  const waiting = ctx.waitingMessageId;
  await (waiting === undefined ? kit.show.send(ctx, view) : kit.show.edit(ctx, waiting, view));
}

/** The outermost middleware. Errors after which the update is to come again pass through. */
export function createApology(kit: Kit): Middleware<BotContext> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = ctx.failure ?? thrown;
      if (kit.deliverAgain(error)) throw error;
      const code = referenceOf(kit.ids.id());
      kit.log.error('bot.handler_failed', { code, updateId: ctx.update.update_id, ...errorFacts(error) });
      if (isBlocked(error)) return;
      rememberFlow(undefined);
      try {
        await apologise(kit, ctx, code);
      } catch (second) {
        if (kit.deliverAgain(second)) throw second;
        kit.log.error('bot.apology_failed', { code, ...errorFacts(second) });
      }
    }
  };
}
