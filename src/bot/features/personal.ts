// What a person sets for themselves, and the few things an owner answers: language, zone, hidden amounts,
// forgetting, letting people in, pausing moves.
import type { View } from '../../app/ports.ts';
import type { Language } from '../../app/store.ts';
import { type BotContext, personOf } from '../context.ts';
import { forgetChat } from '../dialog-storage.ts';
import { isTimeZone } from '../format.ts';
import { shortened } from '../html.ts';
import type { Kit } from '../kit.ts';
import { viewHint } from '../views/problems.ts';
import { readerOf } from '../views/reader.ts';
import { viewSettings, viewStatus, viewTimeZoneSet } from '../views/settings.ts';
import { viewForgotten, viewWelcome } from '../views/start.ts';
import { clearMenu, setMenu } from './menu.ts';

export interface PersonalFeature {
  readonly setLanguage: (ctx: BotContext, language: Language) => Promise<View>;
  readonly setTimeZone: (ctx: BotContext, timeZone: string) => Promise<View>;
  readonly setHidden: (ctx: BotContext, hidden: boolean) => Promise<View>;
  readonly forgetNow: (ctx: BotContext) => Promise<View>;
  readonly answerAccess: (ctx: BotContext, userId: number, approved: boolean) => Promise<View>;
  readonly setPaused: (ctx: BotContext, paused: boolean) => Promise<View>;
}

/** Longest first name that is shown, as in the request. */
const NAME_MAX = 40;

/** "Grace (42)", or "42" of a person without a name. */
function nameWithId(firstName: string, id: number): string {
  const name = shortened(firstName, NAME_MAX);
  return name === '' ? String(id) : `${name} (${id})`;
}

export function createPersonalFeature(kit: Kit): PersonalFeature {
  const { app } = kit;
  return {
    async setLanguage(ctx, language) {
      const { user } = personOf(ctx);
      await app.setLanguage(user, language);
      await setMenu(kit, ctx, language);
      const accounts = await app.accounts(user);
      const person = { ...personOf(ctx), user: { ...user, language, languageChosen: true } };
      ctx.person = { ...person, reader: readerOf(person.user, accounts) };
      return accounts.length === 0 && !user.languageChosen
        ? viewWelcome(ctx.person.reader, { runBy: await kit.runBy(), productLink: false })
        : viewSettings(ctx.person.reader);
    },

    async setTimeZone(ctx, timeZone) {
      const person = personOf(ctx);
      if (!isTimeZone(timeZone)) return viewSettings(person.reader);
      await app.setTimeZone(person.user, timeZone);
      const user = { ...person.user, timeZone };
      ctx.person = { ...person, user, reader: readerOf(user, await app.accounts(user)) };
      return viewTimeZoneSet(ctx.person.reader, kit.clock.now());
    },

    async setHidden(ctx, hidden) {
      const { user } = personOf(ctx);
      await app.setHiddenAmounts(user, hidden);
      const accounts = await app.accounts(user);
      return viewSettings(readerOf({ ...user, hiddenAmounts: hidden }, accounts));
    },

    async forgetNow(ctx) {
      const { user, reader } = personOf(ctx);
      const forgotten = await app.forget(user);
      forgetChat();
      await clearMenu(kit, ctx);
      return viewForgotten(reader, forgotten);
    },

    async answerAccess(ctx, userId, approved) {
      const { user, reader } = personOf(ctx);
      const { notices } = reader.text;
      const answered = user.role === 'owner' && (await app.answerAccess(user, userId, approved));
      if (answered === false) return viewHint(reader, notices.answeredAlready);
      const who = nameWithId(answered.firstName, userId);
      return viewHint(reader, approved ? notices.letInDone(who) : notices.refuseDone(who));
    },

    async setPaused(ctx, paused) {
      const { user, reader } = personOf(ctx);
      if (user.role === 'owner') await app.setPaused(user, paused);
      const facts = await app.status(user);
      return viewStatus(reader, facts, { owner: user.role === 'owner', paused: await app.isPaused() });
    },
  };
}
