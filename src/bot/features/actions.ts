// What each button does. One switch: a new action does not compile until it is here.
import type { Verdict } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Action, HistoryScreen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { answerTap } from '../show.ts';
import { viewHint } from '../views/problems.ts';
import type { AccountFeature } from './accounts.ts';
import type { Again } from './again.ts';
import { flowAccount } from './flow-facts.ts';
import type { Flows } from './flows.ts';
import type { Moves } from './moves.ts';
import type { PersonalFeature } from './personal.ts';
import type { BuildScreen } from './screens.ts';

export interface ActionParts {
  readonly screens: BuildScreen;
  readonly flows: Flows;
  readonly moves: Moves;
  readonly again: Again;
  readonly accounts: AccountFeature;
  readonly personal: PersonalFeature;
}

function verdictOf({ happened, entry }: Extract<Action, { readonly kind: 'decide' }>): Verdict {
  return happened ? { happened, entry } : { happened };
}

export type Act = (ctx: BotContext, action: Action) => Promise<void>;

export function createAct(kit: Kit, parts: ActionParts): Act {
  const { screens, flows, moves, again, accounts, personal } = parts;
  const put = async (ctx: BotContext, build: () => Promise<View>): Promise<void> => {
    await kit.present(ctx, build);
  };

  async function rename(ctx: BotContext, accountId: string): Promise<void> {
    const { reader } = personOf(ctx);
    const account = await accounts.find(ctx, accountId);
    if (account !== undefined) return flows.startRename(ctx, flowAccount(account));
    await kit.show.put(ctx, viewHint(reader, reader.text.accounts.gone));
  }

  async function setTimeZone(
    ctx: BotContext,
    timeZone: string,
    next: HistoryScreen | undefined,
  ): Promise<void> {
    await put(ctx, async () => {
      const view = await personal.setTimeZone(ctx, timeZone);
      return next === undefined ? view : screens(ctx, next);
    });
  }

  return async (ctx, action) => {
    const { reader } = personOf(ctx);
    // A confirm tap says "Sending…" in its one answer, if it is taken.
    if (action.kind !== 'confirm') await answerTap(ctx);
    switch (action.kind) {
      case 'open':
        return put(ctx, () => screens(ctx, action.screen));
      case 'start_deposit':
        return flows.startDeposit(ctx, action.productId, action.days);
      case 'start_redeem':
        return flows.startRedeem(ctx, action.orderId);
      case 'renew':
        return again.renew(ctx, action.orderId, action.autoRenew);
      case 'start_rename':
        return rename(ctx, action.accountId);
      case 'start_time_zone':
        return flows.startTimeZone(ctx, action.next);
      case 'dialog':
        // Its conversation is over: a live one would have taken the tap.
        await kit.show.strip(ctx, ctx.tap?.messageId ?? 0);
        await kit.show.send(ctx, viewHint(reader, reader.text.errors.flowOver));
        return;
      case 'confirm':
        return moves.confirm(ctx, action.operationId);
      case 'cancel':
        return moves.cancel(ctx, action.operationId);
      case 'again':
        return again.again(ctx, action.operationId, false);
      case 'decide':
        return moves.decide(ctx, action.operationId, verdictOf(action));
      case 'set_language':
        return put(ctx, () => personal.setLanguage(ctx, action.language));
      case 'set_time_zone':
        return setTimeZone(ctx, action.timeZone, action.next);
      case 'set_hidden':
        return put(ctx, () => personal.setHidden(ctx, action.hidden));
      case 'switch_account':
        return put(ctx, () => accounts.switchTo(ctx, action.accountId));
      case 'disconnect_now':
        return put(ctx, () => accounts.disconnect(ctx, action.accountId));
      case 'replace_key_now':
        return put(ctx, () => accounts.replaceKey(ctx, action));
      case 'open_practice':
        return put(ctx, () => accounts.openPractice(ctx));
      case 'start_capture':
        return accounts.startCapture(ctx, action.environment, action.replaces);
      case 'stop_capture':
        return put(ctx, () => accounts.stopCapture(ctx));
      case 'answer_access':
        return put(ctx, () => personal.answerAccess(ctx, action.userId, action.approved));
      case 'become_owner':
        // Answered by the access middleware; a tap that comes here is from one who is let in already.
        await kit.show.put(ctx, viewHint(reader, reader.text.start.claimGone));
        return;
      case 'set_paused':
        return put(ctx, () => personal.setPaused(ctx, action.paused));
      case 'forget_now':
        return put(ctx, () => personal.forgetNow(ctx));
    }
  };
}
