import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../src/app/ports.ts';
import { parseCallbackData } from '../../src/bot/callback-data.ts';
import { createMessenger } from '../../src/bot/messenger.ts';
import type { TelegramAnswer } from '../../src/bot/telegram-call.ts';
import { createMemoryState, createMemoryStore } from '../app/memory-store.ts';

interface Call {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

let calls: Call[];
let answers: TelegramAnswer[];
let store: ReturnType<typeof createMemoryStore>;
let lastId: number;

beforeEach(() => {
  calls = [];
  answers = [];
  lastId = 0;
  store = createMemoryStore({ instanceId: 'one', state: createMemoryState() });
});

const messenger = (cards = store.cards) =>
  createMessenger({
    call: async (method, payload) => {
      calls.push({ method, payload });
      return answers.shift() ?? { kind: 'ok', result: { message_id: 55 } };
    },
    cards,
    clock: { now: () => 1_000 },
    ids: {
      id: () => {
        lastId += 1;
        return `id${String(lastId).padStart(20, '0')}`;
      },
    },
  });

const plain: View = { text: '<b>hello</b>', keyboard: [] };
const withButton: View = {
  text: 'paid',
  keyboard: [[{ label: 'Home', action: { kind: 'open', screen: { name: 'home' } } }]],
};
const loud = { silent: false, replyTo: undefined, userId: 7 };
const refused = (status: number, description: string, retryAfterMs?: number): TelegramAnswer => ({
  kind: 'refused',
  status,
  description,
  retryAfterMs,
});

describe('sending', () => {
  it('passes the text as HTML and gives the message id', async () => {
    expect(await messenger().send(7, plain, loud)).toEqual({ kind: 'sent', messageId: 55 });
    expect(calls).toEqual([
      {
        method: 'sendMessage',
        payload: {
          chat_id: 7,
          text: '<b>hello</b>',
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          disable_notification: false,
        },
      },
    ]);
  });

  it('comes silently and as a reply when asked, also when the other message is gone', async () => {
    await messenger().send(7, plain, { silent: true, replyTo: 9, userId: 7 });
    expect(calls[0]?.payload).toMatchObject({
      disable_notification: true,
      reply_parameters: { message_id: 9, allow_sending_without_reply: true },
    });
  });

  it('stores what its buttons do and binds the card to the message', async () => {
    await messenger().send(7, withButton, loud);
    const markup = calls[0]?.payload.reply_markup as { inline_keyboard: { callback_data: string }[][] };
    const data = parseCallbackData(markup.inline_keyboard[0]?.[0]?.callback_data);
    const card = await store.cards.get(data?.cardId ?? '');
    expect(card).toMatchObject({ userId: 7, chatId: 7, messageId: 55 });
    expect(card?.actions[data?.token ?? '']).toEqual({ kind: 'open', screen: { name: 'home' } });
  });

  it('counts as sent although the card could not be bound', async () => {
    const cards = { ...store.cards, attach: () => Promise.reject(new Error('database away')) };
    expect(await messenger(cards).send(7, withButton, loud)).toEqual({ kind: 'sent', messageId: 55 });
  });

  it('splits a text that is too long, buttons under the last part', async () => {
    const long = Array.from({ length: 150 }, () => 'x'.repeat(40)).join('\n');
    await messenger().send(7, { ...withButton, text: long }, { ...loud, replyTo: 9 });
    expect(calls).toHaveLength(2);
    expect(calls.map(({ payload }) => 'reply_markup' in payload)).toEqual([false, true]);
    expect(calls.map(({ payload }) => 'reply_parameters' in payload)).toEqual([true, false]);
  });
});

describe('editing and deleting', () => {
  it('name the message and give it back', async () => {
    expect(await messenger().edit(7, 9, plain, { userId: 7 })).toEqual({ kind: 'sent', messageId: 9 });
    answers = [{ kind: 'ok', result: true }];
    expect(await messenger().delete(7, 9)).toEqual({ kind: 'sent', messageId: 9 });
    expect(calls.map(({ method }) => method)).toEqual(['editMessageText', 'deleteMessage']);
  });

  it('take old buttons away when the new view has none', async () => {
    await messenger().edit(7, 9, plain, { userId: 7 });
    expect(calls[0]?.payload.reply_markup).toEqual({ inline_keyboard: [] });
  });

  it('count an edit that changes nothing as done', async () => {
    answers = [refused(400, 'Bad Request: message is not modified: specified new message content')];
    expect(await messenger().edit(7, 9, plain, { userId: 7 })).toEqual({ kind: 'sent', messageId: 9 });
  });

  it('call a text too long for one message a message that is gone, so that a new one is sent', async () => {
    const long = Array.from({ length: 150 }, () => 'x'.repeat(40)).join('\n');
    expect(await messenger().edit(7, 9, { text: long, keyboard: [] }, { userId: 7 })).toMatchObject({
      kind: 'refused',
      gone: true,
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['edit', 'Bad Request: message to edit not found', true],
    ['edit', "Bad Request: message can't be edited", true],
    ['edit', 'Bad Request: MESSAGE_ID_INVALID', true],
    ['edit', "Bad Request: can't parse entities", false],
    ['delete', 'Bad Request: message to delete not found', true],
    ['delete', "Bad Request: message can't be deleted for everyone", false],
  ] as const)('tell a message that is gone from another refusal: %s, %s', async (how, description, gone) => {
    answers = [refused(400, description)];
    const outcome =
      how === 'edit' ? await messenger().edit(7, 9, plain, { userId: 7 }) : await messenger().delete(7, 9);
    expect(outcome).toEqual({ kind: 'refused', gone, description });
  });
});

describe('the outcome of a send', () => {
  it.each([
    [refused(403, 'Forbidden: bot was blocked by the user'), { kind: 'blocked' }],
    [refused(403, 'Forbidden: user is deactivated'), { kind: 'blocked' }],
    [refused(400, 'Bad Request: chat not found'), { kind: 'blocked' }],
    [refused(429, 'Too Many Requests: retry after 7', 7_000), { kind: 'retry_after', waitMs: 7_000 }],
    [refused(429, 'Too Many Requests'), { kind: 'retry_after', waitMs: 5_000 }],
    [refused(500, 'Internal Server Error'), { kind: 'unclear' }],
    [refused(502, 'Bad Gateway'), { kind: 'unclear' }],
    [refused(401, 'Unauthorized'), { kind: 'not_sent' }],
    [
      refused(400, 'Bad Request: message is too long'),
      { kind: 'refused', gone: false, description: 'Bad Request: message is too long' },
    ],
    [
      refused(400, 'Bad Request: message to edit not found'),
      { kind: 'refused', gone: false, description: 'Bad Request: message to edit not found' },
    ],
    [{ kind: 'failed', sent: true, code: 'ECONNRESET' }, { kind: 'unclear' }],
    [{ kind: 'failed', sent: false, code: 'ECONNREFUSED' }, { kind: 'not_sent' }],
    [
      { kind: 'ok', result: { strange: true } },
      { kind: 'sent', messageId: 0 },
    ],
  ] as const)('is read from Telegram: %j', async (answer, outcome) => {
    answers = [answer];
    expect(await messenger().send(7, plain, loud)).toEqual(outcome);
    expect(calls).toHaveLength(1);
  });
});
