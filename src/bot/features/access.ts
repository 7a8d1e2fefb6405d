// Who may come in: asked for every message and every button. Deny by default; strangers get one line and no data.
import type { Middleware } from 'grammy';
import { type BotContext, type Person, personOf } from '../context.ts';
import { greetOnce } from '../dialog-storage.ts';
import { lines } from '../html.ts';
import type { Kit } from '../kit.ts';
import { CATALOGUES } from '../locales/catalogue.ts';
import { answerTap } from '../show.ts';
import { resolveTap } from '../taps.ts';
import { viewHint } from '../views/problems.ts';
import { readerOf } from '../views/reader.ts';
import { type AccessState, viewBecomeOwner, viewNoAccess } from '../views/start.ts';

/** Private chats only. A group gets one fixed line with a link, once, and no data. */
export function createPrivateOnly(kit: Kit): Middleware<BotContext> {
  return async (ctx, next) => {
    if (ctx.chat?.type === 'private') return next();
    await answerTap(ctx);
    if (ctx.chat === undefined) return;
    const speaks = ctx.message !== undefined || ctx.myChatMember !== undefined;
    if (ctx.chat.type === 'channel' || !speaks || hasLeft(ctx) || !greetOnce()) return;
    const address = `https://t.me/${kit.botInfo.username}`;
    await ctx.api.sendMessage(ctx.chat.id, lines(CATALOGUES.en.start.privateOnly(address)), {
      parse_mode: 'HTML',
    });
  };
}

function hasLeft(ctx: BotContext): boolean {
  const status = ctx.myChatMember?.new_chat_member.status;
  return status === 'left' || status === 'kicked';
}

async function meet(kit: Kit, ctx: BotContext): Promise<Person | undefined> {
  const { from, chatId } = ctx;
  if (from === undefined || chatId === undefined || from.is_bot) return undefined;
  const met = await kit.app.meet({
    id: from.id,
    chatId,
    firstName: from.first_name,
    languageCode: from.language_code,
  });
  const accounts = kit.app.mayUse(met.user) ? await kit.app.accounts(met.user) : [];
  return { ...met, chatId, reader: readerOf(met.user, accounts) };
}

/** The payload of `/start`, which by itself changes nothing. */
export function startPayload(ctx: BotContext): string | undefined {
  const payload = /^\/start(?:@\w+)? ([\w-]{1,64})$/.exec(ctx.message?.text ?? '')?.[1];
  return payload;
}

async function claimAnswered(kit: Kit, ctx: BotContext): Promise<boolean> {
  const { user, reader } = personOf(ctx);
  const payload = startPayload(ctx);
  if (payload !== undefined && (await kit.app.isOwnerClaim(payload))) {
    await kit.show.send(ctx, viewBecomeOwner(reader, payload));
    return true;
  }
  if (ctx.callbackQuery === undefined) return false;
  const tap = await resolveTap(ctx, kit.cards, kit.clock.now());
  ctx.tapFound = tap;
  if (typeof tap === 'string' || tap.action.kind !== 'become_owner') return false;
  await answerTap(ctx);
  ctx.tap = tap;
  const became = await kit.app.becomeOwner(user, tap.action.payload);
  const { becameOwner, claimGone } = reader.text.start;
  await kit.show.put(ctx, viewHint(reader, became ? becameOwner : claimGone));
  return true;
}

async function accessState(kit: Kit, ctx: BotContext): Promise<AccessState> {
  const { user } = personOf(ctx);
  if (user.access === 'refused') return 'refused';
  if (kit.access !== 'approve') return 'closed';
  return kit.app.askAccess(user);
}

/** Unblocked: meeting the person has put the pushes on again, and no later word would tell that they had stopped. */
async function welcomeBack(kit: Kit, ctx: BotContext, { pushWasOff, user, reader }: Person): Promise<void> {
  if (pushWasOff && kit.app.mayUse(user))
    await kit.show.send(ctx, viewHint(reader, reader.text.start.pushBack));
}

/** Meets the person and lets only those in who may use the bot. */
export function createAccess(kit: Kit): Middleware<BotContext> {
  return async (ctx, next) => {
    if (ctx.myChatMember?.new_chat_member.status === 'kicked') return;
    const person = await meet(kit, ctx);
    if (person === undefined) return;
    ctx.person = person;
    if (ctx.myChatMember !== undefined) return welcomeBack(kit, ctx, person);
    if (await claimAnswered(kit, ctx)) return;
    if (kit.app.mayUse(person.user)) return next();
    await answerTap(ctx);
    await kit.show.send(ctx, viewNoAccess(person.reader, await accessState(kit, ctx)));
  };
}
