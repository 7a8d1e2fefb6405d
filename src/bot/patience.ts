// Slow reads: a chat action soon, "checking with the exchange…" after two seconds, and the result in its place.
import type { View } from '../app/ports.ts';
import { type BotContext, personOf } from './context.ts';
import type { BotDeps } from './deps.ts';
import type { Show } from './show.ts';
import { viewChecking } from './views/problems.ts';

/** Most reads of our own rows are done by then. */
const ACTION_AFTER_MS = 400;
export const CHECKING_AFTER_MS = 2_000;

/** Builds a view and puts it up; returns the id of its message. */
export type Present = (ctx: BotContext, build: () => Promise<View>) => Promise<number>;

export function createPresent(deps: Pick<BotDeps, 'after' | 'log'>, show: Show): Present {
  return async (ctx, build) => {
    const { reader, chatId } = personOf(ctx);
    let waiting: Promise<number> | undefined;
    const noteFailure = (error: unknown) => {
      deps.log.warn('bot.waiting_note_failed', { error: error instanceof Error ? error.name : 'unknown' });
      return undefined;
    };
    const stopAction = deps.after(ACTION_AFTER_MS, () => {
      ctx.api.sendChatAction(chatId, 'typing').catch(noteFailure);
    });
    const stopChecking = deps.after(CHECKING_AFTER_MS, () => {
      waiting = show.put(ctx, viewChecking(reader));
      waiting.catch(noteFailure);
    });
    try {
      const view = await build();
      stopAction();
      stopChecking();
      const messageId = await waiting?.catch(noteFailure);
      return await (messageId === undefined ? show.put(ctx, view) : show.edit(ctx, messageId, view));
    } catch (error) {
      const messageId = await waiting?.catch(noteFailure);
      if (messageId !== undefined) ctx.waitingMessageId = messageId;
      throw error;
    } finally {
      stopAction();
      stopChecking();
    }
  };
}
