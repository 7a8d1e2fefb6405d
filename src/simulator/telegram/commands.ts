// The menu of commands by scope and language, and which of them a person sees.
import { ok, type Result } from '../../domain/result.ts';
import { isRecord } from './params.ts';
import { badRequest, type Refusal } from './refusal.ts';
import type { CommandSet } from './state.ts';
import type { TgCommand } from './types.ts';

/** Documented limits of setMyCommands. */
const COMMANDS_MAX = 100;
const DESCRIPTION_MAX = 256;
const COMMAND = /^[a-z0-9_]{1,32}$/;

const GENERAL_SCOPES: ReadonlySet<string> = new Set([
  ...['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'],
]);

/** Canonical text of a scope: `default`, `chat:42`, `chat_member:-7:42`. */
export function parseScope(raw: unknown, isChat: (id: number) => boolean): Result<string, Refusal> {
  if (raw === undefined) return ok('default');
  const type = isRecord(raw) ? raw.type : undefined;
  if (!isRecord(raw) || typeof type !== 'string') return badRequest("can't parse BotCommandScope");
  if (GENERAL_SCOPES.has(type)) return ok(type);
  if (!['chat', 'chat_administrators', 'chat_member'].includes(type)) {
    return badRequest('unsupported type specified');
  }
  const chatId = Number(raw.chat_id);
  if (!isChat(chatId)) return badRequest('chat not found');
  return ok(type === 'chat_member' ? `${type}:${chatId}:${Number(raw.user_id)}` : `${type}:${chatId}`);
}

/** Empty for every language, else two small letters. */
export function parseLanguage(text: string): Result<string, Refusal> {
  return text === '' || /^[a-z]{2}$/.test(text) ? ok(text) : badRequest('invalid language code specified');
}

export function parseCommands(raw: unknown): Result<readonly TgCommand[], Refusal> {
  if (!Array.isArray(raw)) return badRequest("can't parse commands JSON object");
  if (raw.length > COMMANDS_MAX) return badRequest('BOT_COMMANDS_TOO_MUCH');
  const commands: TgCommand[] = [];
  for (const item of raw) {
    const command = isRecord(item) && typeof item.command === 'string' ? item.command.replace(/^\//, '') : '';
    const description = isRecord(item) && typeof item.description === 'string' ? item.description.trim() : '';
    if (!COMMAND.test(command)) return badRequest('BOT_COMMAND_INVALID');
    if (description === '' || description.length > DESCRIPTION_MAX) {
      return badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    commands.push({ command, description });
  }
  return ok(commands);
}

export function findCommands(sets: readonly CommandSet[], scope: string, languageCode: string) {
  return sets.find((set) => set.scope === scope && set.languageCode === languageCode)?.commands;
}

/** The sets with one replaced; no commands removes it. */
export function withCommands(sets: readonly CommandSet[], changed: CommandSet): readonly CommandSet[] {
  const others = sets.filter(
    (set) => set.scope !== changed.scope || set.languageCode !== changed.languageCode,
  );
  return changed.commands.length === 0 ? others : [...others, changed];
}

/** What a person sees in a private chat: the narrowest scope first, their language before every language. */
export function menuFor(
  sets: readonly CommandSet[],
  chatId: number,
  languageCode: string,
): readonly TgCommand[] {
  const language = languageCode.slice(0, 2).toLowerCase();
  for (const scope of [`chat:${chatId}`, 'all_private_chats', 'default']) {
    const commands = findCommands(sets, scope, language) ?? findCommands(sets, scope, '');
    if (commands !== undefined) return commands;
  }
  return [];
}
