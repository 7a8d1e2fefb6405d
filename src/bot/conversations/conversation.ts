// The one conversation: waits for input and hands it to `turn`, whose effects run once inside `external`.
// Replay runs this code again from its start, so nothing else may be done here.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { BotContext } from '../context.ts';
import type { DialogState } from './dialog.ts';

export const DIALOG = 'dialog';

/** One turn: the state after it, or nothing when the dialog is over. */
export type Turn = (ctx: BotContext, state: DialogState) => Promise<DialogState | undefined>;

export function createDialogConversation(turn: Turn) {
  return async function dialog(
    conversation: Conversation<BotContext, Context>,
    _entering: Context,
    start: DialogState,
  ): Promise<void> {
    let state = start;
    for (;;) {
      await conversation.wait();
      const held = state;
      const next = await conversation.external(async (ctx) => {
        try {
          return await turn(ctx, held);
        } catch (error) {
          // The conversation hands on a copy that has lost its class: whoever judges it needs the original.
          ctx.failure = error;
          throw error;
        }
      });
      // JSON has no undefined: an ended dialog may come back from the log as null.
      if (next === undefined || next === null) return;
      state = next;
    }
  };
}

/** Changes with every change of the conversation sources: a dialog of another version is not replayed. */
export function conversationVersion(directory: string = import.meta.dirname): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).toSorted()) {
    if (name.endsWith('.ts'))
      hash
        .update(name)
        .update('\0')
        .update(readFileSync(join(directory, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
