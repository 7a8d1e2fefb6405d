// Secrets typed in the chat: taken before any conversation sees them, and never kept here. Key-shaped text at any
// other moment is deleted with a warning. Edited, forwarded, via-bot and captioned messages are never read.
import type { Middleware } from 'grammy';
import type { CaptureTaken } from '../../app/app.ts';
import { looksLikeKey } from '../../domain/identity.ts';
import { type BotContext, personOf } from '../context.ts';
import { rememberFlow } from '../dialog-storage.ts';
import type { Kit } from '../kit.ts';
import { viewCapture, viewCaptureExpired, viewConnectOutcome, viewSecretSeen } from '../views/connect.ts';
import { viewHint } from '../views/problems.ts';

/** Text that a person has just typed here as a message of their own. */
export function plainMessage(ctx: BotContext): string | undefined {
  const message = ctx.message;
  if (message?.text === undefined) return undefined;
  const foreign =
    message.forward_origin !== undefined ||
    message.via_bot !== undefined ||
    message.is_automatic_forward === true ||
    message.sender_chat !== undefined;
  return foreign ? undefined : message.text;
}

export function isCommand(text: string): boolean {
  return text.startsWith('/');
}

/** Any text that came with the update, read or not. */
function anyText(ctx: BotContext): string {
  const message = ctx.message ?? ctx.editedMessage;
  return `${message?.text ?? ''}\n${message?.caption ?? ''}`;
}

async function answerStep(kit: Kit, ctx: BotContext, step: CaptureTaken) {
  const { reader } = personOf(ctx);
  switch (step.kind) {
    case 'expired':
      rememberFlow(undefined);
      return kit.show.send(ctx, viewCaptureExpired(reader));
    case 'await_passphrase':
      return kit.show.send(ctx, viewCapture(reader, 'passphrase'));
    case 'bad_text':
      return kit.show.send(ctx, viewCapture(reader, 'bad_text'));
    case 'stored':
      rememberFlow(undefined);
      return kit.show.send(ctx, viewConnectOutcome(reader, step.outcome));
  }
}

/** Before `conversations()`: whatever is a secret goes no further. */
export function createCapture(kit: Kit): Middleware<BotContext> {
  return async (ctx, next) => {
    const message = ctx.message ?? ctx.editedMessage;
    if (message === undefined) return next();
    const { user, chatId, reader } = personOf(ctx);
    const text = plainMessage(ctx);
    const messageId = message.message_id;
    if (text !== undefined && !isCommand(text)) {
      const step = await kit.app.capture(user, chatId, messageId, text);
      if (step.kind === 'expired') await kit.app.deleteSecret(user, chatId, messageId);
      if (step.kind !== 'none') {
        await answerStep(kit, ctx, step);
        return;
      }
    }
    if (looksLikeKey(anyText(ctx))) {
      await kit.app.deleteSecret(user, chatId, messageId);
      await kit.show.send(ctx, viewSecretSeen(reader));
      return;
    }
    return next();
  };
}

/** Messages that are never a command, an amount or a secret get a line, not silence. */
export function createHygiene(kit: Kit): Middleware<BotContext> {
  return async (ctx, next) => {
    if (ctx.callbackQuery !== undefined || plainMessage(ctx) !== undefined) return next();
    const message = ctx.message ?? ctx.editedMessage;
    if (message === undefined || isServiceMessage(message)) return;
    const { reader } = personOf(ctx);
    const { notPlain, textOnly } = reader.text.errors;
    const written = message.text !== undefined || message.caption !== undefined;
    await kit.show.send(ctx, viewHint(reader, written ? notPlain : textOnly));
  };
}

/** Written by Telegram, not by the person: a pinned message, a changed timer. */
function isServiceMessage(message: object): boolean {
  return (
    'pinned_message' in message ||
    'message_auto_delete_timer_changed' in message ||
    'chat_background_set' in message ||
    'write_access_allowed' in message
  );
}
