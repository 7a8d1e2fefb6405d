// The person's side: who there is. People, groups, and who has blocked the bot.
import { menuFor } from './commands.ts';
import { ControlError } from './control-error.ts';
import type { ChatRecord } from './state.ts';
import type { TgChat, TgCommand, TgUser } from './types.ts';
import type { World } from './world.ts';

export interface PersonRequest {
  readonly id: number;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly username?: string | undefined;
  readonly languageCode?: string | undefined;
}

export interface GroupRequest {
  /** Negative. */
  readonly id: number;
  readonly title: string;
  readonly type?: 'group' | 'supergroup' | undefined;
  readonly memberIds: readonly number[];
}

export interface ChatView {
  readonly chatId: number;
  readonly type: TgChat['type'];
  readonly title: string;
  readonly memberIds: readonly number[];
  readonly blocked: boolean;
}

export interface ControlPeople {
  /** Creates the person and their private chat, or changes what is given anew. */
  ensureUser(request: PersonRequest): TgUser;
  /** Creates a group with the bot in it; the bot is told. */
  createGroup(request: GroupRequest): ChatView;
  /** The person blocks the bot in their private chat; the bot is told. */
  block(userId: number): void;
  unblock(userId: number): void;
  chats(): readonly ChatView[];
  /** The menu of commands this person sees. */
  menu(userId: number): readonly TgCommand[];
}

export function findUser(world: Pick<World, 'memory'>, userId: number): TgUser {
  const user = world.memory.users.get(userId);
  if (user === undefined) throw new ControlError(404, `no person with id ${userId}; create them first`);
  return user;
}

export function findChat(world: Pick<World, 'memory'>, chatId: number): ChatRecord {
  const record = world.memory.chats.get(chatId);
  if (record === undefined) throw new ControlError(404, `no chat with id ${chatId}`);
  return record;
}

function viewChat({ chat, memberIds, blocked }: ChatRecord): ChatView {
  const title = chat.title ?? chat.first_name ?? '';
  return { chatId: chat.id, type: chat.type, title, memberIds, blocked };
}

function userOf(request: PersonRequest, known: TgUser | undefined): TgUser {
  const lastName = request.lastName ?? known?.last_name;
  const username = request.username ?? known?.username;
  const languageCode = request.languageCode ?? known?.language_code;
  return {
    id: request.id,
    is_bot: false,
    first_name: request.firstName ?? known?.first_name ?? `Person ${request.id}`,
    ...(lastName === undefined ? {} : { last_name: lastName }),
    ...(username === undefined ? {} : { username }),
    ...(languageCode === undefined ? {} : { language_code: languageCode }),
  };
}

function privateChat({ id, first_name, last_name, username }: TgUser): TgChat {
  return {
    id,
    type: 'private',
    first_name,
    ...(last_name === undefined ? {} : { last_name }),
    ...(username === undefined ? {} : { username }),
  };
}

/** Tells the bot that its own place in a chat changed. */
function tellMember(world: World, chat: TgChat, from: TgUser, before: string, after: string): void {
  const member = (status: string) => ({
    user: world.bot,
    status,
    ...(status === 'kicked' ? { until_date: 0 } : {}),
  });
  const date = Math.floor(world.now() / 1000);
  world.queue.push({
    my_chat_member: { chat, from, date, old_chat_member: member(before), new_chat_member: member(after) },
  });
}

function setBlocked(world: World, userId: number, blocked: boolean): void {
  const user = findUser(world, userId);
  const record = findChat(world, userId);
  if (record.blocked === blocked) return;
  world.memory.chats.set(userId, { ...record, blocked });
  tellMember(world, record.chat, user, blocked ? 'member' : 'kicked', blocked ? 'kicked' : 'member');
  world.events.emit({ type: 'member', chatId: userId, blocked });
  world.changed();
}

export function createControlPeople(world: World): ControlPeople {
  const { memory } = world;
  return {
    ensureUser(request) {
      if (!Number.isSafeInteger(request.id) || request.id <= 0) {
        throw new ControlError(400, 'a person has a positive id');
      }
      const user = userOf(request, memory.users.get(request.id));
      const known = memory.chats.get(user.id);
      memory.users.set(user.id, user);
      memory.chats.set(user.id, {
        chat: privateChat(user),
        memberIds: [user.id],
        blocked: known?.blocked ?? false,
        nextMessageId: 1,
      });
      world.changed();
      return user;
    },
    createGroup({ id, title, type = 'supergroup', memberIds }) {
      if (id >= 0) throw new ControlError(400, 'a group has a negative id');
      const [adder] = memberIds.map((memberId) => findUser(world, memberId));
      if (adder === undefined) throw new ControlError(400, 'a group has at least one member');
      const record: ChatRecord = { chat: { id, type, title }, memberIds, blocked: false, nextMessageId: 1 };
      memory.chats.set(id, record);
      tellMember(world, record.chat, adder, 'left', 'member');
      world.changed();
      return viewChat(record);
    },
    block: (userId) => setBlocked(world, userId, true),
    unblock: (userId) => setBlocked(world, userId, false),
    chats: () => [...memory.chats.values()].map(viewChat),
    menu: (userId) => menuFor(memory.commands, userId, findUser(world, userId).language_code ?? ''),
  };
}
