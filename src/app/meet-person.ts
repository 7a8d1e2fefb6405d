// First sight and every further sight of a person, and what they set for themselves.
import type { App, AppDeps } from './app.ts';
import { bringWaiting } from './control-access.ts';
import type { Language, User } from './store.ts';

const TRADITIONAL = ['zh-tw', 'zh-hk', 'zh-mo'];
/** A person seen again within this time is not written again for it. */
const SEEN_AGAIN_MS = 60_000;

/** Telegram's code is a guess only: `zh-hant*` and Taiwan, Hong Kong, Macao are traditional, other `zh*` simplified. */
export function guessLanguage(code: string | undefined): Language {
  const text = (code ?? '').toLowerCase().replaceAll('_', '-');
  if (text.startsWith('zh-hant') || TRADITIONAL.includes(text)) return 'zh-hant';
  return text === 'zh' || text.startsWith('zh-') ? 'zh-hans' : 'en';
}

type Who = Parameters<App['meet']>[0];

function newUser(who: Who, now: number): User {
  return {
    id: who.id,
    chatId: who.chatId,
    firstName: who.firstName,
    language: guessLanguage(who.languageCode),
    languageChosen: false,
    timeZone: undefined,
    hiddenAmounts: false,
    role: 'viewer',
    access: 'none',
    pushOff: false,
    activeAccountId: undefined,
    lastSeenAt: now,
    createdAt: now,
  };
}

function followed(known: User, code: string | undefined): Language {
  return known.languageChosen || code === undefined ? known.language : guessLanguage(code);
}

export function createMeet(deps: AppDeps): App['meet'] {
  const { store, clock, settings } = deps;
  return async (who) => {
    const now = clock.now();
    const known = (await store.users.get(who.id)) ?? (await store.users.ensure(newUser(who, now)));
    // Where the setting names owners it has the last word: whoever left the list is no owner any more.
    const named = settings.ownerIds.includes(who.id);
    const role = settings.ownerIds.length === 0 ? known.role : named ? 'owner' : 'viewer';
    const fresh: User = {
      ...known,
      chatId: who.chatId,
      firstName: who.firstName,
      // Until the person chooses, Telegram's own setting is followed.
      language: followed(known, who.languageCode),
      role,
      access: named ? 'approved' : known.access,
      pushOff: false,
      lastSeenAt: now - known.lastSeenAt < SEEN_AGAIN_MS ? known.lastSeenAt : now,
    };
    const { chatId, firstName, language, access, pushOff, lastSeenAt } = fresh;
    const changed =
      chatId !== known.chatId ||
      firstName !== known.firstName ||
      language !== known.language ||
      role !== known.role ||
      access !== known.access ||
      known.pushOff ||
      lastSeenAt !== known.lastSeenAt;
    const row = { chatId, firstName, language, role, access, pushOff, lastSeenAt };
    if (changed) await store.users.update(who.id, row);
    if (role === 'owner' && known.role !== 'owner') await bringWaiting(deps, fresh);
    return { user: fresh, awayMs: Math.max(now - known.lastSeenAt, 0), pushWasOff: known.pushOff };
  };
}

export type PersonalSettings = Pick<App, 'setLanguage' | 'setTimeZone' | 'setHiddenAmounts'>;

export function createPersonalSettings({ store }: AppDeps): PersonalSettings {
  return {
    setLanguage: (user, language) => store.users.update(user.id, { language, languageChosen: true }),
    setTimeZone: (user, timeZone) => store.users.update(user.id, { timeZone }),
    setHiddenAmounts: (user, hiddenAmounts) => store.users.update(user.id, { hiddenAmounts }),
  };
}
