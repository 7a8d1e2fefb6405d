import { describe, expect, it } from 'vitest';
import type { TelegramAnswer, TelegramCall } from '../../src/bot/telegram-call.ts';
import { StartProblem } from '../../src/compose/start-problem.ts';
import { learnIdentity } from '../../src/compose/telegram-identity.ts';
import { setUpProfile, setUpUpdates } from '../../src/compose/telegram-setup.ts';
import { createSecret } from '../../src/secret.ts';
import { createMemoryState, createMemoryStore } from '../app/memory-store.ts';
import { createLogBook } from '../jobs/log-book.ts';

const me = { id: 77, is_bot: true, first_name: 'Earnest', username: 'earnest_bot', can_join_groups: false };
const okay = (result: unknown): TelegramAnswer => ({ kind: 'ok', result });
const away: TelegramAnswer = { kind: 'failed', sent: false, code: 'ECONNREFUSED' };
const refused = (status: number, retryAfterMs?: number): TelegramAnswer => ({
  kind: 'refused',
  status,
  description: 'no',
  retryAfterMs,
});

const harness = (answers: TelegramAnswer[]) => {
  const calls: { method: string; payload: Readonly<Record<string, unknown>> }[] = [];
  const slept: number[] = [];
  const call: TelegramCall = async (method, payload) => {
    calls.push({ method, payload });
    return answers.shift() ?? okay(true);
  };
  const stopping = new AbortController();
  const book = createLogBook();
  const sleep = async (ms: number) => void slept.push(ms);
  const meta = createMemoryStore({ instanceId: 'one', state: createMemoryState() }).meta;
  return {
    calls,
    slept,
    stopping,
    book,
    meta,
    identity: { call, meta, botId: 77, sleep, stopping: stopping.signal, log: book.log },
    setup: { call, sleep, stopping: stopping.signal, log: book.log },
  };
};

describe('who the bot is', () => {
  it('is asked once and known at the next start without asking', async () => {
    const { identity, calls } = harness([okay(me)]);
    expect(await learnIdentity(identity)).toMatchObject({ username: 'earnest_bot', can_join_groups: false });
    expect(await learnIdentity(identity)).toMatchObject({ username: 'earnest_bot' });
    expect(calls.map(({ method }) => method)).toEqual(['getMe']);
  });

  it('is asked again with back-off while Telegram is out of reach, and it is said', async () => {
    const { identity, slept, book } = harness([away, refused(502), okay(me)]);
    expect(await learnIdentity(identity)).toMatchObject({ id: 77 });
    expect(slept).toEqual([1_000, 2_000]);
    expect(book.events()).toEqual(['start.telegram_unreachable', 'start.telegram_unreachable']);
  });

  it.each([401, 404])('is a problem for the operator when the token is refused with %d', async (status) => {
    const { identity } = harness([refused(status)]);
    await expect(learnIdentity(identity)).rejects.toBeInstanceOf(StartProblem);
  });

  it('is not taken from another bot or from damaged storage', async () => {
    const { identity, meta, slept } = harness([okay({ ...me, id: 78 }), okay(me)]);
    await meta.set('bot_info:77', '{"id":');
    expect(await learnIdentity(identity)).toMatchObject({ id: 77 });
    expect(slept).toHaveLength(1);
  });

  it('is given up when the bot is stopping', async () => {
    const { identity, stopping } = harness([away]);
    stopping.abort();
    expect(await learnIdentity(identity)).toBeUndefined();
  });
});

describe('how updates come', () => {
  it('by polling: the webhook is removed and pending updates are kept', async () => {
    const { setup, calls } = harness([]);
    await setUpUpdates({ ...setup, updates: { kind: 'polling' } });
    expect(calls).toEqual([{ method: 'deleteWebhook', payload: { drop_pending_updates: false } }]);
  });

  it('by webhook: address, secret and kinds are told, and pending updates are kept', async () => {
    const { setup, calls } = harness([]);
    const secret = createSecret('hook_Secret');
    await setUpUpdates({
      ...setup,
      updates: { kind: 'webhook', publicUrl: 'https://bot.example.org', secret },
    });
    expect(calls).toEqual([
      {
        method: 'setWebhook',
        payload: {
          url: 'https://bot.example.org/telegram/webhook',
          secret_token: 'hook_Secret',
          allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
          drop_pending_updates: false,
        },
      },
    ]);
  });

  it('is told again until Telegram takes it, as late as a 429 asks', async () => {
    const { setup, calls, slept } = harness([away, refused(429, 9_000)]);
    await setUpUpdates({ ...setup, updates: { kind: 'polling' } });
    expect(calls).toHaveLength(3);
    expect(slept).toEqual([1_000, 9_000]);
  });
});

describe('how the bot presents itself', () => {
  it('is told in English and, for Chinese, in Chinese, within the limits of Telegram', async () => {
    const { setup, calls, book } = harness([]);
    await setUpProfile({ ...setup, updates: { kind: 'polling' } });
    expect(calls.map(({ method, payload }) => [method, payload.language_code])).toEqual([
      ['setMyCommands', undefined],
      ['setMyDescription', undefined],
      ['setMyShortDescription', undefined],
      ['setMyCommands', 'zh'],
      ['setMyDescription', 'zh'],
      ['setMyShortDescription', 'zh'],
    ]);
    expect(calls[0]?.payload.commands).toHaveLength(8);
    expect(book.events()).toEqual([]);
  });

  it('is tried once and no start depends on it', async () => {
    const { setup, book } = harness([away, away, away, away, away, away]);
    await setUpProfile({ ...setup, updates: { kind: 'polling' } });
    expect(book.events()).toEqual(['start.profile_not_set', 'start.profile_not_set']);
  });
});
