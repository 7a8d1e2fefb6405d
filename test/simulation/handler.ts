// What the bot would do with an update, without its words: maps texts and taps to use cases and shows cards as JSON.
// The real intake, inbox and runner of chats stand before it.
import type { App, Verdict } from '../../src/app/app.ts';
import type { Messenger, View } from '../../src/app/ports.ts';
import type { Notice, Store, User } from '../../src/app/store.ts';
import type { NextCards } from '../../src/compose/next-cards.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Environment } from '../../src/domain/product.ts';
import { count } from './coverage.ts';
import type { Confirm, Instance } from './parts.ts';
import { NO_BUTTONS } from './telegram.ts';
import type { World } from './world.ts';

export interface HandlerParts {
  readonly world: World;
  readonly instance: Instance;
  readonly app: App;
  readonly store: Store;
  readonly messenger: Messenger;
  readonly confirm: Confirm;
}

export const plainConfirm: Confirm = (app, _store, { user, chatId, operationId }) =>
  app.confirm(user, chatId, operationId);

interface Update {
  readonly update_id: number;
  readonly message?: {
    readonly message_id: number;
    readonly from: From;
    readonly chat: Chat;
    readonly text: string;
  };
  readonly callback_query?: {
    readonly from: From;
    readonly message: { readonly chat: Chat };
    readonly data: string;
  };
}
interface From {
  readonly id: number;
  readonly first_name: string;
}
interface Chat {
  readonly id: number;
}

/** How a notice reaches a person: its data, unworded, and the card that comes with it. */
export function createRenderNotice(cards: NextCards, store: Store) {
  return async (notice: Notice): Promise<View | undefined> => {
    const found = await cards.find(notice.data, await store.accounts.ofUser(notice.userId));
    if (found.kind === 'used') return undefined;
    const told = { notice: notice.id, kind: notice.kind, data: notice.data, repeat: notice.repeat };
    const card = found.kind === 'card' ? cardOf(found.facts.operation) : {};
    return { text: JSON.stringify({ ...told, ...card }), keyboard: NO_BUTTONS };
  };
}

const cardOf = ({ id, move }: Operation) => ({ card: id, move });

/** `yes`, `yes 2` (the entry with that place) or `no`. */
function verdictOf(word: string | undefined, place: string | undefined): Verdict {
  if (word !== 'yes') return { happened: false };
  return { happened: true, entry: place === undefined ? undefined : Number(place) };
}

export function createHandler(parts: HandlerParts) {
  const { world, instance, app, store, messenger } = parts;
  const environment: Environment = world.plan.speed === 1 ? 'live' : 'practice';

  const meet = async (from: From, chatId: number): Promise<User> =>
    (await app.meet({ id: from.id, chatId, firstName: from.first_name, languageCode: 'en' })).user;

  async function showCard(user: User, outcome: Awaited<ReturnType<App['prepareDeposit']>>): Promise<void> {
    count(world.coverage.events, `card: ${outcome.kind}`);
    world.trace(instance.owner, `prepared ${outcome.kind}`);
    const told = outcome.kind === 'draft' ? cardOf(outcome.operation) : { no: outcome.kind };
    const view = { text: JSON.stringify(told), keyboard: NO_BUTTONS };
    const sent = await messenger.send(user.chatId, view, {
      userId: user.id,
      silent: false,
      replyTo: undefined,
    });
    if (outcome.kind !== 'draft' || sent.kind !== 'sent') return;
    instance.life.hit('card sent, message id not stored', instance);
    await instance.life.breathe(instance);
    await app.cardShown(outcome.operation.id, sent.messageId);
  }

  async function onText(
    update: Update,
    { message_id, from, chat, text }: NonNullable<Update['message']>,
  ): Promise<void> {
    const user = await meet(from, chat.id);
    const [command = '', first = '', second = '', third = '', fourth = ''] = text.split(' ');
    if (command === '/connect') return app.startCapture(user, chat.id, environment, undefined);
    if (command === '/forget') {
      await app.forget(user);
      world.trace(instance.owner, `forgot ${user.id}`);
      return;
    }
    if (command === '/orders') {
      await app.orders(user);
      return;
    }
    if (!['deposit', 'redeem', 'renew'].includes(command)) {
      await app.capture(user, chat.id, message_id, text);
      return;
    }
    const account = await app.activeAccount(user);
    if (account === undefined) return;
    const request = { user, chatId: chat.id, accountId: account.id, draftKey: `update:${update.update_id}` };
    if (command === 'deposit') {
      const amount = amountOf(third);
      const move = { productId: first, days: Number(second), amount, renew: fourth === '1' };
      return showCard(user, await app.prepareDeposit({ ...request, ...move }));
    }
    const orderId = Number(first);
    // As in the chat: an order is chosen from the list, which is a look that is stored.
    await app.orders(user);
    if (command === 'redeem') {
      return showCard(user, await app.prepareRedeem({ ...request, orderId, amount: amountOf(second) }));
    }
    return showCard(user, await app.prepareRenew({ ...request, orderId, autoRenew: second === '1' }));
  }

  async function onTap(
    update: Update,
    { from, message, data }: NonNullable<Update['callback_query']>,
  ): Promise<void> {
    const chatId = message.chat.id;
    const user = await meet(from, from.id);
    const [action, operationId = '', word, place] = data.split(' ');
    if (action === 'cancel') await app.cancel(user, operationId);
    if (action === 'decide') await app.decide(user, operationId, verdictOf(word, place));
    if (action === 'confirm') {
      const tap = { user, chatId, operationId, updateId: update.update_id };
      const outcome = await parts.confirm(app, store, tap);
      world.trace(instance.owner, `tap on ${operationId}: ${JSON.stringify(outcome).slice(0, 40)}`);
    }
  }

  return async (update: unknown, dialog: string | undefined): Promise<string | undefined> => {
    const known = update as Update;
    world.trace(instance.owner, `handles ${known.update_id}`);
    if (known.message !== undefined) await onText(known, known.message);
    if (known.callback_query !== undefined) await onTap(known, known.callback_query);
    return dialog;
  };
}
