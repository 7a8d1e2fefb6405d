// Telegram as the bot's API client sees it: a fetch that keeps the messages of chats and answers as Telegram does.
// Texts and keyboards are checked with the emulator's own parsers, so that bad markup fails a test.
import type { ApiClientOptions } from 'grammy';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { parseMarkup } from '../../src/simulator/telegram/keyboard.ts';

export interface ShownButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly style?: string;
}

export interface ShownMessage {
  readonly id: number;
  readonly chatId: number;
  html: string;
  /** As a person reads it. */
  text: string;
  rows: readonly (readonly ShownButton[])[];
  deleted: boolean;
  edits: number;
}

export interface ApiCall {
  readonly method: string;
  readonly payload: Record<string, unknown>;
}

interface Refusal {
  readonly code: number;
  readonly description: string;
}

type Answer = { readonly result: unknown } | Refusal;

export function createFakeTelegram() {
  const messages: ShownMessage[] = [];
  const calls: ApiCall[] = [];
  const refusals = new Map<string, Refusal>();
  let nextId = 100;

  function rowsOf(markup: unknown): readonly (readonly ShownButton[])[] {
    const checked = parseMarkup(markup);
    if (!checked.ok) throw new Error(`Telegram would refuse the keyboard: ${checked.reason.description}`);
    return (checked.value.inline ?? []) as readonly (readonly ShownButton[])[];
  }

  function textOf(html: unknown): string {
    const parsed = parseHtml(String(html));
    if (!parsed.ok) throw new Error(`Telegram would refuse the text: ${parsed.reason}\n${String(html)}`);
    if (parsed.value.text.length > 4096) throw new Error('message is too long');
    return parsed.value.text;
  }

  function find(payload: Record<string, unknown>): ShownMessage | undefined {
    return messages.find(
      ({ id, chatId, deleted }) =>
        id === payload.message_id && chatId === Number(payload.chat_id) && !deleted,
    );
  }

  function send(payload: Record<string, unknown>): Answer {
    const message: ShownMessage = {
      id: nextId,
      chatId: Number(payload.chat_id),
      html: String(payload.text),
      text: textOf(payload.text),
      rows: rowsOf(payload.reply_markup),
      deleted: false,
      edits: 0,
    };
    nextId += 1;
    messages.push(message);
    const chat = { id: message.chatId, type: 'private' };
    return { result: { message_id: message.id, date: 1, chat, text: message.text } };
  }

  function edit(payload: Record<string, unknown>): Answer {
    const message = find(payload);
    if (message === undefined) return { code: 400, description: 'Bad Request: message to edit not found' };
    const rows = rowsOf(payload.reply_markup);
    const html = payload.text === undefined ? message.html : String(payload.text);
    if (html === message.html && JSON.stringify(rows) === JSON.stringify(message.rows)) {
      return { code: 400, description: 'Bad Request: message is not modified' };
    }
    Object.assign(message, { html, text: textOf(html), rows, edits: message.edits + 1 });
    return { result: true };
  }

  function answer({ method, payload }: ApiCall): Answer {
    const refusal = refusals.get(method);
    if (refusal !== undefined) return refusal;
    switch (method) {
      case 'sendMessage':
        return send(payload);
      case 'editMessageText':
      case 'editMessageReplyMarkup':
        return edit(payload);
      case 'deleteMessage': {
        const message = find(payload);
        if (message === undefined)
          return { code: 400, description: 'Bad Request: message to delete not found' };
        message.deleted = true;
        return { result: true };
      }
      default:
        return { result: true };
    }
  }

  const fetch = async (url: unknown, init?: { readonly body?: unknown }) => {
    const method = String(url).split('/').at(-1) ?? '';
    const payload = JSON.parse(String(init?.body ?? '{}')) as Record<string, unknown>;
    const call = { method, payload };
    calls.push(call);
    const answered = answer(call);
    const body =
      'result' in answered
        ? { ok: true, result: answered.result }
        : { ok: false, error_code: answered.code, description: answered.description };
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  };

  return {
    messages,
    calls,
    client: { fetch } as unknown as ApiClientOptions,
    /** The next calls of a method are refused until told otherwise. */
    refuse: (method: string, refusal: Refusal | undefined) => {
      if (refusal === undefined) refusals.delete(method);
      else refusals.set(method, refusal);
    },
  };
}

export type FakeTelegram = ReturnType<typeof createFakeTelegram>;
