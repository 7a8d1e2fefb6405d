// Telegram as a witness: updates waiting for the bot, messages the people got, and its own troubles. It words nothing.
// Long: one service.
import type { Button, Messenger, SendOutcome, View } from '../../src/app/ports.ts';
import type { PollAnswer, PollerDeps } from '../../src/jobs/poller.ts';
import { count } from './coverage.ts';
import type { Instance } from './parts.ts';
import type { Timer } from './scheduler.ts';
import { BOT_ID, type World } from './world.ts';

export interface Delivered {
  readonly chatId: number;
  readonly messageId: number;
  readonly at: number;
  readonly text: string;
  readonly edited: boolean;
}

export type Draft = { readonly message: object } | { readonly callback_query: object };

export interface Telegram {
  readonly delivered: readonly Delivered[];
  /** Sends of one text whose answer was lost: a marked repeat of it is allowed. */
  readonly unclear: readonly string[];
  /** Somebody wrote or tapped. */
  receive(draft: Draft): number;
  getUpdates(instance: Instance): PollerDeps['getUpdates'];
  messenger(instance: Instance): Messenger;
  /** Called for every message that reached a person. */
  onDelivered: (message: Delivered) => void;
  /** Called for every update that Telegram forgets because the bot said it has it. */
  onForgotten: (updateId: number) => void;
  block(chatId: number, blocked: boolean): void;
  waiting(): number;
}

interface Waiting {
  readonly updateId: number;
  readonly draft: Draft;
}

interface Poll {
  readonly instance: Instance;
  readonly offset: number;
  readonly answer: (answer: PollAnswer) => void;
  readonly over: Timer;
}

const LONG_POLL_MS = 25_000;
/** When nothing happens any more, most events would be empty answers. */
const CALM_POLL_MS = 600_000;

const TROUBLES = ['429', 'not sent', 'unclear, delivered', 'unclear, lost', '502'] as const;

export function createTelegram(world: World): Telegram {
  const {
    scheduler,
    random: { telegram: random },
    coverage,
  } = world;
  const queue: Waiting[] = [];
  const delivered: Delivered[] = [];
  const unclear: string[] = [];
  const blocked = new Set<number>();
  const deleted = new Set<string>();
  let poll: Poll | undefined;
  let nextUpdateId = 1_000 + random.int(0, 5_000);
  let nextMessageId = 1;

  function answerPoll(answer: PollAnswer): void {
    const waiting = poll;
    poll = undefined;
    if (waiting === undefined) return;
    waiting.over.cancelled = true;
    scheduler.after(waiting.instance.owner, random.int(5, 40), () => waiting.answer(answer));
  }

  function serve(): void {
    if (poll === undefined) return;
    const { offset } = poll;
    const batch = queue.filter(({ updateId }) => updateId >= offset);
    if (batch.length === 0) return;
    const result = batch.slice(0, 100).map(({ updateId, draft }) => ({ update_id: updateId, ...draft }));
    answerPoll({ kind: 'ok', result });
  }

  const telegram: Telegram = {
    delivered,
    unclear,
    onDelivered: () => undefined,
    onForgotten: () => undefined,
    waiting: () => queue.length,
    block: (chatId, isBlocked) => {
      if (isBlocked) blocked.add(chatId);
      else blocked.delete(chatId);
    },
    receive(draft) {
      nextUpdateId += random.chance(0.1) ? 3 : 1;
      const updateId = nextUpdateId;
      queue.push({ updateId, draft });
      count(coverage.events, 'update');
      world.trace(undefined, `update ${updateId} ${JSON.stringify(draft)}`);
      scheduler.after(undefined, random.int(5, 60), serve);
      return updateId;
    },

    getUpdates:
      (instance) =>
      (payload, { signal }) =>
        new Promise((resolve) => {
          const offset = typeof payload.offset === 'number' ? payload.offset : 0;
          scheduler.after(undefined, random.int(5, 40), () => {
            while (queue[0] !== undefined && queue[0].updateId < offset) {
              telegram.onForgotten(queue[0].updateId);
              queue.shift();
            }
            if (poll !== undefined) {
              count(coverage.faults, 'Telegram: 409 second poller');
              answerPoll({ kind: 'refused', status: 409, retryAfterMs: undefined });
            }
            const end = (answer: PollAnswer) => {
              if (poll === mine) answerPoll(answer);
            };
            const pollMs = world.troubled ? LONG_POLL_MS : CALM_POLL_MS;
            const over = scheduler.after(undefined, pollMs, () => end({ kind: 'ok', result: [] }));
            const mine: Poll = { instance, offset, answer: resolve, over };
            poll = mine;
            if (world.troubled && random.chance(world.plan.telegramTrouble / 3)) {
              count(coverage.faults, 'Telegram: 502 to a poll');
              answerPoll({ kind: 'refused', status: 502, retryAfterMs: undefined });
              return;
            }
            serve();
            signal.addEventListener('abort', () => end({ kind: 'failed', code: 'ABORTED' }), { once: true });
          });
        }),

    messenger(instance) {
      function show(chatId: number, view: View, edits: number | undefined): number {
        const messageId = edits ?? nextMessageId++;
        const message = {
          chatId,
          messageId,
          at: scheduler.now(),
          text: view.text,
          edited: edits !== undefined,
        };
        delivered.push(message);
        world.trace(
          undefined,
          `told ${chatId} #${messageId}${edits === undefined ? '' : ' (edit)'} ${view.text}`,
        );
        telegram.onDelivered(message);
        return messageId;
      }

      async function call(chatId: number, key: string, act: () => SendOutcome): Promise<SendOutcome> {
        const trouble =
          world.troubled && random.chance(world.plan.telegramTrouble) ? random.pick(TROUBLES) : undefined;
        if (trouble !== undefined) count(coverage.faults, `Telegram: ${trouble}`);
        if (trouble === 'not sent') {
          await scheduler.sleep(instance.owner, random.int(5, 1_000));
          return { kind: 'not_sent' };
        }
        // What was sent arrives whatever becomes of the sender.
        const outcome = await new Promise<SendOutcome>((resolve) => {
          scheduler.after(undefined, random.int(5, 80), () => {
            const answer = answerOf(trouble, chatId, act);
            instance.life.hit('notice sent, no answer', instance);
            if (answer.kind === 'unclear' || instance.owner.state !== 'up') unclear.push(key);
            const waitMs =
              trouble?.startsWith('unclear') === true ? random.int(1_000, 10_000) : random.int(5, 40);
            scheduler.after(instance.owner, waitMs, () => resolve(answer));
          });
        });
        instance.life.hit('notice answered, not marked', instance);
        if (instance.owner.state !== 'up') unclear.push(key);
        await instance.life.breathe(instance);
        return outcome;
      }

      function answerOf(
        trouble: (typeof TROUBLES)[number] | undefined,
        chatId: number,
        act: () => SendOutcome,
      ): SendOutcome {
        if (trouble === '429') return { kind: 'retry_after', waitMs: random.pick([1_000, 3_000, 30_000]) };
        if (trouble === 'unclear, lost' || trouble === '502') return { kind: 'unclear' };
        if (blocked.has(chatId)) {
          count(coverage.faults, 'Telegram: 403 blocked');
          return { kind: 'blocked' };
        }
        const outcome = act();
        return trouble === 'unclear, delivered' ? { kind: 'unclear' } : outcome;
      }

      return {
        send: (chatId, view) =>
          call(chatId, view.text, () => ({ kind: 'sent', messageId: show(chatId, view, undefined) })),
        edit: (chatId, messageId, view) =>
          call(chatId, view.text, () => {
            if (deleted.has(`${chatId}:${messageId}`))
              return { kind: 'refused', gone: true, description: 'gone' };
            return { kind: 'sent', messageId: show(chatId, view, messageId) };
          }),
        delete: (chatId, messageId) =>
          call(chatId, '', () => {
            deleted.add(`${chatId}:${messageId}`);
            return { kind: 'sent', messageId };
          }),
      };
    },
  };
  return telegram;
}

/** A text message as Telegram hands it to the bot. */
export function textFrom(personId: number, messageId: number, text: string): Draft {
  const from = { id: personId, first_name: `P${personId}` };
  return { message: { message_id: messageId, from, chat: { id: personId, type: 'private' }, text } };
}

/** A tap on a button. `chatId` may be another chat, where the card was forwarded to. */
export function tapFrom(personId: number, chatId: number, messageId: number, data: string): Draft {
  const from = { id: personId, first_name: `P${personId}` };
  const message = { message_id: messageId, chat: { id: chatId, type: 'private' } };
  return { callback_query: { id: String(BOT_ID), from, message, data } };
}

export const NO_BUTTONS: readonly (readonly Button[])[] = [];
