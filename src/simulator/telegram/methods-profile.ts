// Methods about the bot itself and its chats: who it is, its commands, its descriptions, its menu button.
import { ok, type Result } from '../../domain/result.ts';
import { checkChat } from './call-checks.ts';
import { findCommands, parseCommands, parseLanguage, parseScope, withCommands } from './commands.ts';
import type { Method, MethodTable } from './method.ts';
import { type MethodCall, nestedOf, recordOf, textOf } from './params.ts';
import { badRequest, type Refusal, type Reply } from './refusal.ts';
import type { Profile } from './state.ts';
import type { World } from './world.ts';

/** Documented limits of the three texts. */
const TEXT_FIELDS = {
  names: { parameter: 'name', limit: 64 },
  descriptions: { parameter: 'description', limit: 512 },
  shortDescriptions: { parameter: 'short_description', limit: 120 },
} as const;

function languageOf(call: MethodCall): Result<string, Refusal> {
  return parseLanguage(textOf(call, 'language_code') ?? '');
}

function setText(world: World, field: keyof typeof TEXT_FIELDS): Method {
  const { parameter, limit } = TEXT_FIELDS[field];
  return (call) => {
    const language = languageOf(call);
    if (!language.ok) return language;
    const text = textOf(call, parameter) ?? '';
    if (text.length > limit) return badRequest(`${parameter.replace('_', ' ')} is too long`);
    const { profile } = world.memory;
    const changed: Profile = { ...profile, [field]: { ...profile[field], [language.value]: text } };
    world.memory.profile = changed;
    world.changed();
    return ok(true);
  };
}

function getText(world: World, field: keyof typeof TEXT_FIELDS): Method {
  const { parameter } = TEXT_FIELDS[field];
  return (call) => {
    const language = languageOf(call);
    if (!language.ok) return language;
    const texts = world.memory.profile[field];
    const fallback = field === 'names' ? world.bot.first_name : '';
    return ok({ [parameter]: texts[language.value] || texts[''] || fallback });
  };
}

function placeOf(world: World, call: MethodCall): Result<{ scope: string; languageCode: string }, Refusal> {
  const scope = parseScope(nestedOf(call, 'scope'), (id) => world.memory.chats.has(id));
  if (!scope.ok) return scope;
  const language = languageOf(call);
  return language.ok ? ok({ scope: scope.value, languageCode: language.value }) : language;
}

function setCommands(world: World, call: MethodCall, raw: unknown): Reply {
  const commands = parseCommands(raw);
  if (!commands.ok) return commands;
  const place = placeOf(world, call);
  if (!place.ok) return place;
  world.memory.commands = withCommands(world.memory.commands, { ...place.value, commands: commands.value });
  world.events.emit({ type: 'commands', chatId: Number(/^chat:(-?\d+)$/.exec(place.value.scope)?.[1] ?? 0) });
  world.changed();
  return ok(true);
}

function menuButtonMethods(world: World): MethodTable {
  const keyOf = (call: MethodCall) => textOf(call, 'chat_id') ?? 'default';
  return {
    setChatMenuButton(call) {
      const { profile } = world.memory;
      const button = recordOf(call, 'menu_button') ?? { type: 'default' };
      if (!['default', 'commands', 'web_app'].includes(String(button.type))) {
        return badRequest("can't parse menu button: unsupported type specified");
      }
      world.memory.profile = { ...profile, menuButtons: { ...profile.menuButtons, [keyOf(call)]: button } };
      world.changed();
      return ok(true);
    },
    getChatMenuButton: (call) => ok(world.memory.profile.menuButtons[keyOf(call)] ?? { type: 'commands' }),
  };
}

function viewBot(world: World): Record<string, unknown> {
  return {
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

export function createProfileMethods(world: World): MethodTable {
  return {
    getMe: () => ok(viewBot(world)),
    logOut: () => ok(true),
    close: () => ok(true),
    getChat(call) {
      const record = checkChat(world, call);
      return record.ok ? ok({ ...record.value.chat, accent_color_id: 0, max_reaction_count: 11 }) : record;
    },
    setMyCommands: (call) => setCommands(world, call, nestedOf(call, 'commands')),
    deleteMyCommands: (call) => setCommands(world, call, []),
    getMyCommands(call) {
      const place = placeOf(world, call);
      if (!place.ok) return place;
      return ok(findCommands(world.memory.commands, place.value.scope, place.value.languageCode) ?? []);
    },
    setMyName: setText(world, 'names'),
    getMyName: getText(world, 'names'),
    setMyDescription: setText(world, 'descriptions'),
    getMyDescription: getText(world, 'descriptions'),
    setMyShortDescription: setText(world, 'shortDescriptions'),
    getMyShortDescription: getText(world, 'shortDescriptions'),
    ...menuButtonMethods(world),
  };
}
