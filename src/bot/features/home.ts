// Home and the start: the first screen for the new, Home for the known, and what happened while they were away.
import type { View } from '../../app/ports.ts';
import { type BotContext, personOf } from '../context.ts';
import { homeMessage, rememberHomeMessage } from '../dialog-storage.ts';
import { type Html, html } from '../html.ts';
import type { Kit } from '../kit.ts';
import { viewHome, viewHomeWithoutAccount } from '../views/home.ts';
import { gains } from '../views/names.ts';
import { viewWelcome } from '../views/start.ts';
import { startPayload } from './access.ts';
import { setMenu } from './menu.ts';
import type { ProductScreens } from './products.ts';

/** After this long a person is told what came in since. */
const AWAY_MS = 7 * 86_400_000;
const PRODUCT_LINK = 'p_';

export interface HomeFeature {
  /** `notes` stand above the figures. */
  readonly screen: (
    ctx: BotContext,
    options?: { readonly fresh?: boolean; readonly notes?: readonly Html[] },
  ) => Promise<View>;
  /** As a new message; the one before loses its buttons. */
  readonly command: (ctx: BotContext) => Promise<void>;
  readonly start: (ctx: BotContext) => Promise<void>;
}

export function createHome(kit: Kit, products: ProductScreens): HomeFeature {
  const { app, show } = kit;

  async function screen(
    ctx: BotContext,
    options: { readonly fresh?: boolean; readonly notes?: readonly Html[] } = {},
  ): Promise<View> {
    const { user, reader } = personOf(ctx);
    const notes = options.notes ?? [];
    const read = await app.home(user, options.fresh ?? true);
    if (read.ok) {
      const { problem } = read.value;
      const code = problem === undefined ? undefined : kit.trouble.codeOf(ctx, problem);
      return viewHome(reader, read.value, { now: kit.clock.now(), notes, code });
    }
    return read.reason.kind === 'no_account'
      ? viewHomeWithoutAccount(reader, notes)
      : kit.trouble.view(ctx, read.reason, { name: 'home' });
  }

  async function awayNotes(ctx: BotContext): Promise<readonly Html[]> {
    const { user, reader, awayMs, pushWasOff } = personOf(ctx);
    const { start } = reader.text;
    const notes: Html[] = pushWasOff ? [html`<b>${start.pushBack}</b>`] : [];
    if (awayMs <= AWAY_MS) return notes;
    const paid = await kit.paidSince(user, kit.clock.now() - awayMs);
    const sum = paid === undefined ? undefined : gains(reader, paid.gains);
    if (paid !== undefined && sum !== undefined) notes.push(html`<b>${start.away(sum, paid.payouts)}</b>`);
    return notes;
  }

  async function command(ctx: BotContext): Promise<void> {
    const before = homeMessage();
    const notes = await awayNotes(ctx);
    const messageId = await kit.present(ctx, () => screen(ctx, { notes }));
    rememberHomeMessage(messageId);
    if (before !== undefined && before !== messageId) await show.strip(ctx, before);
  }

  async function start(ctx: BotContext): Promise<void> {
    const { user, reader } = personOf(ctx);
    await setMenu(kit, ctx, user.language);
    const payload = startPayload(ctx);
    const productId = payload?.startsWith(PRODUCT_LINK) ? payload.slice(PRODUCT_LINK.length) : undefined;
    const known = (await app.accounts(user)).length > 0;
    if (productId !== undefined) {
      const otherwise = known
        ? undefined
        : viewWelcome(reader, { runBy: await kit.runBy(), productLink: true });
      await kit.present(ctx, () => products.product(ctx, productId, otherwise));
      return;
    }
    if (known) return command(ctx);
    await show.send(ctx, viewWelcome(reader, { runBy: await kit.runBy(), productLink: false }));
  }

  return { screen, command, start };
}
