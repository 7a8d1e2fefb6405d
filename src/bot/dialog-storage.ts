// What a chat remembers between updates: one JSON text that the caller loads and stores with the updates.
// Buffered per update: a throw discards it, and nothing here reaches a database.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ConversationStorage } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { z } from 'zod';

/** A flow under way: what to say when something else ends it. */
export interface FlowNote {
  readonly flowId: string;
  readonly name: 'deposit' | 'redeem' | 'rename' | 'time_zone' | 'connect';
  /** Message that shows the current step. */
  readonly messageId: number | undefined;
  /** Real clock. */
  readonly startedAt: number;
}

const memory = z.object({
  conversations: z.unknown().optional(),
  flow: z
    .object({
      flowId: z.string(),
      name: z.enum(['deposit', 'redeem', 'rename', 'time_zone', 'connect']),
      messageId: z.int().optional(),
      startedAt: z.number(),
    })
    .optional(),
  /** The latest Home: its buttons go when a fresh one is sent. */
  homeMessageId: z.int().optional(),
  /** A group that has had its one line. */
  greeted: z.boolean().optional(),
});

type Memory = z.infer<typeof memory>;

interface Buffer {
  memory: Memory;
}

const buffers = new AsyncLocalStorage<Buffer>();

function parseMemory(state: string | undefined): Memory {
  if (state === undefined) return {};
  try {
    const parsed = memory.safeParse(JSON.parse(state));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function current(): Buffer {
  const buffer = buffers.getStore();
  if (buffer === undefined) throw new Error('dialog storage: the update must run inside runWithDialog');
  return buffer;
}

/**
 * Runs the handling of one update with the chat's remembered state.
 * @returns what the work returned and the state to store; a throw passes through and nothing is to be stored.
 */
export async function runWithDialog<Result>(
  state: string | undefined,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly state: string | undefined }> {
  const buffer: Buffer = { memory: parseMemory(state) };
  const result = await buffers.run(buffer, work);
  const text = JSON.stringify(buffer.memory);
  return { result, state: text === '{}' ? undefined : text };
}

/** The flow under way in this chat, if any. */
export function currentFlow(): FlowNote | undefined {
  const flow = current().memory.flow;
  return flow === undefined ? undefined : { ...flow, messageId: flow.messageId };
}

export function rememberFlow(flow: FlowNote | undefined): void {
  const { memory: held } = current();
  if (flow === undefined) delete held.flow;
  else {
    const { messageId, ...rest } = flow;
    held.flow = messageId === undefined ? rest : { ...rest, messageId };
  }
}

export function homeMessage(): number | undefined {
  return current().memory.homeMessageId;
}

export function rememberHomeMessage(messageId: number | undefined): void {
  const { memory: held } = current();
  if (messageId === undefined) delete held.homeMessageId;
  else held.homeMessageId = messageId;
}

/** True once for a group chat. */
export function greetOnce(): boolean {
  const { memory: held } = current();
  if (held.greeted === true) return false;
  held.greeted = true;
  return true;
}

/** Forgets all of the chat: after /forget. */
export function forgetChat(): void {
  current().memory = {};
}

/** What `conversations()` stores: a part of the same text, bound to the version of the conversation sources. */
export function conversationStorage<C extends Context>(version: string): ConversationStorage<C, never> {
  return {
    type: 'context',
    version,
    adapter: {
      read: () => current().memory.conversations as never,
      write: (_ctx, state) => {
        current().memory.conversations = state;
      },
      delete: () => {
        delete current().memory.conversations;
      },
    },
  };
}
