// What the person's side accepts over http: one checked shape for each action. Untrusted input.
import { z } from 'zod';

const id = z.int();
const inChat = { chatId: id.optional() };
const text = z.string();

export const PERSON = z.object({
  id,
  firstName: text.optional(),
  lastName: text.optional(),
  username: text.optional(),
  languageCode: text.optional(),
});

export const GROUP = z.object({
  id,
  title: text,
  type: z.enum(['group', 'supergroup']).optional(),
  memberIds: z.array(id).min(1),
});

export const USER = z.object({ userId: id });

export const SEND = z.object({
  userId: id,
  text,
  ...inChat,
  replyToMessageId: id.optional(),
  viaBot: z.boolean().optional(),
});

export const SEND_FILE = z.object({
  userId: id,
  kind: z.enum(['photo', 'document']),
  ...inChat,
  caption: text.optional(),
  fileName: text.optional(),
  mimeType: text.optional(),
  base64: text.optional(),
});

export const EDIT = z.object({ userId: id, messageId: id, text, ...inChat });

export const FORWARD = z.object({
  userId: id,
  what: z.union([z.object({ messageId: id }), z.object({ text })]),
  ...inChat,
});

export const MESSAGE = z.object({ userId: id, messageId: id, ...inChat });

export const TAP = z.object({
  userId: id,
  messageId: id,
  button: text,
  ...inChat,
  inaccessible: z.boolean().optional(),
  force: z.boolean().optional(),
  hold: z.boolean().optional(),
  holdUntilMs: z.number().optional(),
});

export const RESEND = z.object({ updateId: id });
export const CALLBACK = z.object({ callbackId: text });
export const RELEASE = z.object({ heldId: id.optional() });
export const JUMP = z.object({ to: id });

export const FAULT = z.object({
  method: text,
  chatId: id.optional(),
  kind: z.enum(['http', 'html502', 'lost-answer', 'reset', 'hang', 'slow', 'repeat-batch']),
  status: z.int().min(400).max(599).optional(),
  description: text.optional(),
  retryAfter: z.int().min(1).max(300).optional(),
  delayMs: z.number().min(0).max(60_000).optional(),
  times: z.int().min(1).optional(),
});
