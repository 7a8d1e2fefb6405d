// One turn of whichever dialog is under way. The small ones (a name, a time zone) are here.
import { type BotContext, personOf } from '../context.ts';
import type { Dialog } from '../conversations/dialog.ts';
import type { DialogInput } from '../conversations/step.ts';
import { isTimeZone } from '../format.ts';
import type { Kit } from '../kit.ts';
import { viewHint } from '../views/problems.ts';
import { readerOf } from '../views/reader.ts';
import { viewTimeZoneSet } from '../views/settings.ts';
import { createDepositTurn } from './deposit-turn.ts';
import type { FlowFacts } from './flow-facts.ts';
import type { HistoryScreens } from './history.ts';
import type { Prepared } from './prepared.ts';
import { createRedeemTurn } from './redeem-turn.ts';
import { overWith, type TakeTurn, type TurnResult } from './turn-result.ts';

/** Longest name of a zone there is, with room. */
const ZONE_NAME_MAX = 64;

export function createTakeTurn(
  kit: Kit,
  facts: FlowFacts,
  prepared: Prepared,
  { history }: HistoryScreens,
): TakeTurn {
  const { app, clock } = kit;
  const depositTurn = createDepositTurn(kit, facts, prepared);
  const redeemTurn = createRedeemTurn(kit, facts, prepared);

  async function renameTurn(
    ctx: BotContext,
    dialog: Extract<Dialog, { readonly name: 'rename' }>,
    input: DialogInput,
  ): Promise<TurnResult> {
    if (input.kind === 'choice') return { kind: 'leave' };
    const { user, reader } = personOf(ctx);
    const label = input.text.trim();
    const renamed = await app.renameAccount(user, dialog.account.id, label);
    if (!renamed) return { kind: 'stay', dialog: { ...dialog, wrong: true } };
    return overWith(viewHint(reader, reader.text.accounts.renamed(label)));
  }

  async function zoneTurn(
    ctx: BotContext,
    dialog: Extract<Dialog, { readonly name: 'time_zone' }>,
    input: DialogInput,
  ): Promise<TurnResult> {
    if (input.kind === 'choice') return { kind: 'leave' };
    const person = personOf(ctx);
    const timeZone = input.text.trim().replaceAll(' ', '_');
    if (timeZone.length > ZONE_NAME_MAX || !isTimeZone(timeZone)) {
      return { kind: 'stay', dialog: { ...dialog, wrong: true } };
    }
    await app.setTimeZone(person.user, timeZone);
    const user = { ...person.user, timeZone };
    ctx.person = { ...person, user, reader: readerOf(user, await app.accounts(user)) };
    const { next } = dialog;
    return overWith(
      next === undefined ? viewTimeZoneSet(ctx.person.reader, clock.now()) : await history(ctx, next),
    );
  }

  return async (ctx, dialog, input) => {
    switch (dialog.name) {
      case 'deposit':
        return depositTurn(ctx, dialog.step, input);
      case 'redeem':
        return redeemTurn(ctx, dialog.step, input);
      case 'rename':
        return renameTurn(ctx, dialog, input);
      case 'time_zone':
        return zoneTurn(ctx, dialog, input);
    }
  };
}
