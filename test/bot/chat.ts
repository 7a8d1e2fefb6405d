// A chat with the real bot over a fake Telegram: `chat.send('/deposit')`, `chat.tap(/Confirm/)`, `chat.last().text`.
import type { Update } from 'grammy/types';
import type { App } from '../../src/app/app.ts';
import type { Card, CardStore } from '../../src/app/store.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { BotDeps } from '../../src/bot/deps.ts';
import { runWithDialog } from '../../src/bot/dialog-storage.ts';
import { createFakeApp, createWorld, type World } from './fake-app.ts';
import { createFakeTelegram, type ShownButton, type ShownMessage } from './fake-telegram.ts';

const BOT_INFO: BotDeps['botInfo'] = {
  id: 999,
  is_bot: true,
  first_name: 'Earnest',
  username: 'earnest_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
} as BotDeps['botInfo'];

function createFakeCards() {
  const cards = new Map<string, Card>();
  const store: CardStore = {
    create: async (card) => void cards.set(card.id, card),
    get: async (id) => cards.get(id),
    attach: async (id, messageId) => {
      const card = cards.get(id);
      if (card !== undefined) cards.set(id, { ...card, messageId });
    },
    take: async (id) => cards.delete(id),
    prune: async () => 0,
  };
  return { cards, store };
}

export interface ChatOptions {
  readonly world?: Partial<World>;
  readonly app?: Partial<App>;
  readonly deps?: Partial<BotDeps>;
  readonly userId?: number;
}

export interface Tapping {
  /** The message to tap on; the latest with such a button when left out. */
  readonly on?: ShownMessage;
  /** As Telegram sends it for a message that is too old for the bot. */
  readonly inaccessible?: boolean;
  readonly byUser?: number;
  readonly inChat?: number;
}

export function createChat(options: ChatOptions = {}) {
  const world = createWorld(options.world);
  const telegram = createFakeTelegram();
  const { cards, store } = createFakeCards();
  const logged: { event: string; fields: unknown }[] = [];
  const timers: { atMs: number; work: () => void; stopped: boolean }[] = [];
  const dialogs = new Map<number, string | undefined>();
  const userId = options.userId ?? 7;
  let lastId = 0;
  let updateId = 1000;

  const note = (event: string, fields?: unknown) => void logged.push({ event, fields });
  const environmentClock = { now: () => world.now, toReal: (ms: number) => ms };
  const build = () =>
    createBot({
      token: '999:test',
      botInfo: BOT_INFO,
      client: telegram.client,
      app: createFakeApp(world, options.app),
      cards: store,
      clock: { now: () => world.now },
      environmentClocks: { live: environmentClock, testnet: environmentClock, practice: environmentClock },
      ids: {
        id: () => {
          lastId += 1;
          // Unlike at both ends: a button takes the first characters, a reference code the last.
          return `${`${lastId}`.padStart(12, 'i')}${`${lastId}`.padStart(10, 'd')}`;
        },
      },
      log: { info: note, warn: note, error: note },
      access: 'approve',
      runBy: async () => 'Ada',
      reconcileWaitMs: 600_000,
      paidSince: async () => undefined,
      after: (ms, work) => {
        const timer = { atMs: ms, work, stopped: false };
        timers.push(timer);
        return () => {
          timer.stopped = true;
        };
      },
      deliverAgain: () => false,
      ...options.deps,
    });
  let bot = build();

  async function update(body: Record<string, unknown>, chatId = userId, id?: number): Promise<void> {
    updateId += 1;
    const whole = { update_id: id ?? updateId, ...body } as unknown as Update;
    const { state } = await runWithDialog(dialogs.get(chatId), () => bot.handleUpdate(whole));
    // Stored as JSON text and read back, as between two processes.
    dialogs.set(chatId, state);
  }

  const person = (id: number) => ({ id, is_bot: false, first_name: 'Mei', language_code: 'en' });
  const chatOf = (id: number) => ({ id, type: 'private', first_name: 'Mei' });

  async function message(fields: Record<string, unknown>): Promise<number> {
    lastId += 1;
    const messageId = 10_000 + lastId;
    await update({
      message: { message_id: messageId, from: person(userId), chat: chatOf(userId), date: 1, ...fields },
    });
    return messageId;
  }

  function shown(): readonly ShownMessage[] {
    return telegram.messages.filter(({ deleted }) => !deleted);
  }

  function findButton(
    label: RegExp,
    on: ShownMessage | undefined,
  ): { readonly message: ShownMessage; readonly button: ShownButton } {
    const candidates = on === undefined ? shown().toReversed() : [on];
    for (const candidate of candidates) {
      const button = candidate.rows.flat().find(({ text }) => label.test(text));
      if (button !== undefined) return { message: candidate, button };
    }
    const seen = candidates.map(({ rows }) => rows.flat().map(({ text }) => text));
    throw new Error(`no button ${label}; there are ${JSON.stringify(seen)}`);
  }

  async function tapData(data: string | undefined, messageId: number, how: Tapping = {}): Promise<void> {
    const from = how.byUser ?? userId;
    const chat = chatOf(how.inChat ?? from);
    const date = how.inaccessible === true ? 0 : 1;
    const query = { id: `q${updateId}`, from: person(from), chat_instance: 'c', data };
    await update({ callback_query: { ...query, message: { message_id: messageId, chat, date } } }, chat.id);
  }

  return {
    world,
    telegram,
    cards,
    logged,
    timers,
    dialogs,
    update,
    message,
    tapData,
    send: (text: string) => message({ text }),
    tap: async (label: RegExp, how: Tapping = {}) => {
      const { message: target, button } = findButton(label, how.on);
      await tapData(button.callback_data, target.id, how);
    },
    /** Everything visible, oldest first. */
    shown,
    last: (): ShownMessage => {
      const latest = shown().at(-1);
      if (latest === undefined) throw new Error('the bot said nothing');
      return latest;
    },
    labels: (): readonly string[] =>
      shown()
        .at(-1)
        ?.rows.flat()
        .map(({ text }) => text) ?? [],
    button: (label: RegExp, on?: ShownMessage) => findButton(label, on).button,
    toasts: () =>
      telegram.calls
        .filter(({ method }) => method === 'answerCallbackQuery')
        .map(({ payload }) => payload.text as string | undefined),
    /** A new process with the stored dialogs and cards. */
    restart: () => {
      bot = build();
    },
  };
}

export type Chat = ReturnType<typeof createChat>;
