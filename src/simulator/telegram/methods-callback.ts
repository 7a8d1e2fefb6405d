// answerCallbackQuery: once for each tap, while it is fresh.
import { ok } from '../../domain/result.ts';
import type { MethodTable } from './method.ts';
import { flagOf, textOf } from './params.ts';
import { badRequest } from './refusal.ts';
import type { World } from './world.ts';

/** Documented: 0-200 characters. */
export const ANSWER_TEXT_MAX = 200;

const TOO_OLD = 'query is too old and response timeout expired or query ID is invalid';

export function createCallbackMethods(world: World): MethodTable {
  const { memory } = world;
  return {
    answerCallbackQuery(call) {
      const callback = memory.callbacks.get(textOf(call, 'callback_query_id') ?? '');
      if (callback === undefined || callback.answer !== undefined) return badRequest(TOO_OLD);
      if (world.now() - callback.tappedAtMs > world.callbackLifeMs) return badRequest(TOO_OLD);
      const text = textOf(call, 'text') ?? '';
      if (text.length > ANSWER_TEXT_MAX) return badRequest('MESSAGE_TOO_LONG');
      const url = textOf(call, 'url');
      const showAlert = flagOf(call, 'show_alert');
      const answer = { atMs: world.now(), text, showAlert, ...(url === undefined ? {} : { url }) };
      memory.callbacks.set(callback.id, { ...callback, answer });
      const { chatId, messageId, id: callbackId } = callback;
      world.messages.log({
        kind: 'callback_answer',
        method: call.method,
        chatId,
        messageId,
        text,
        silent: true,
        buttons: [],
      });
      world.counters.total('callbackAnswers');
      world.events.emit({ type: 'callback_answer', chatId, callbackId, text, showAlert });
      world.changed();
      return ok(true);
    },
  };
}
