// Dialogs in the chat: beginning one, its turns, and every way it ends. An ended one is always said to have ended.
import type { View } from '../../app/ports.ts';
import type { HistoryScreen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import { DIALOG, type Turn } from '../conversations/conversation.ts';
import { firstDepositStep } from '../conversations/deposit.ts';
import {
  type Dialog,
  type DialogState,
  FLOW_LIFE_MS,
  TURNS_MAX,
  viewDialog,
} from '../conversations/dialog.ts';
import type { DialogInput, FlowAccount } from '../conversations/step.ts';
import { currentFlow, rememberFlow } from '../dialog-storage.ts';
import { lines } from '../html.ts';
import type { Kit } from '../kit.ts';
import { answerTap } from '../show.ts';
import { homeButton, keyboard } from '../views/keyboard.ts';
import { markLine } from '../views/names.ts';
import { viewHint } from '../views/problems.ts';
import type { Reader } from '../views/reader.ts';
import type { FlowFacts } from './flow-facts.ts';
import type { PreparedView } from './prepared.ts';
import type { TakeTurn, TurnResult } from './turn-result.ts';

export interface Flows {
  readonly startDeposit: (ctx: BotContext, productId: string, days: number | undefined) => Promise<void>;
  readonly startRedeem: (ctx: BotContext, orderId: number) => Promise<void>;
  readonly startRename: (ctx: BotContext, account: FlowAccount) => Promise<void>;
  /** `next`: the screen that the answer leads on to. */
  readonly startTimeZone: (ctx: BotContext, next: HistoryScreen | undefined) => Promise<void>;
  /** Shows a card, or enters the dialog that has to come before it. */
  readonly open: (ctx: BotContext, build: () => Promise<Dialog | PreparedView>) => Promise<void>;
  readonly turn: Turn;
  /** Ends whatever is under way, and says so on its message. True when something was. */
  readonly end: (ctx: BotContext, how: 'edit' | 'silent') => Promise<boolean>;
  readonly endedText: (reader: Reader, name: FlowName) => View;
}

type FlowName = Dialog['name'] | 'connect';

const FLOW_LIFE_MINUTES = FLOW_LIFE_MS / 60_000;

function inputOf(ctx: BotContext, state: DialogState): DialogInput | undefined {
  const { tap } = ctx;
  if (tap === undefined) {
    const text = ctx.message?.text;
    return text === undefined ? undefined : { kind: 'text', text };
  }
  return tap.action.kind === 'dialog' && tap.action.flowId === state.flowId
    ? { kind: 'choice', choice: tap.action.input }
    : undefined;
}

export function createFlows(kit: Kit, facts: FlowFacts, takeTurn: TakeTurn): Flows {
  const { show, clock, ids } = kit;

  function viewEnded(reader: Reader, name: FlowName, tooOld: boolean): View {
    const { errors } = reader.text;
    return {
      text: lines(
        markLine(reader),
        errors.flowEnded[name],
        tooOld ? errors.flowTooOld(FLOW_LIFE_MINUTES) : undefined,
      ),
      keyboard: keyboard([homeButton(reader)]),
    };
  }

  /** Shows the first step and enters the conversation; a trouble or a card is shown instead and nothing is entered. */
  async function open(ctx: BotContext, build: () => Promise<Dialog | PreparedView>): Promise<void> {
    const flowId = ids.id();
    const startedAt = clock.now();
    let dialog: Dialog | undefined;
    let operationId: string | undefined;
    const messageId = await kit.present(ctx, async () => {
      const built = await build();
      if ('view' in built) {
        operationId = built.operationId;
        return built.view;
      }
      dialog = built;
      return viewDialog(personOf(ctx).reader, built, flowId);
    });
    if (operationId !== undefined) await kit.app.cardShown(operationId, messageId);
    if (dialog === undefined) return;
    const state: DialogState = { flowId, startedAt, messageId, turns: 0, dialog };
    rememberFlow({ flowId, name: dialog.name, messageId, startedAt });
    await ctx.conversation.enter(DIALOG, state);
  }

  const begin = (ctx: BotContext, build: () => Promise<Dialog | View>): Promise<void> =>
    open(ctx, async () => {
      const built = await build();
      return 'text' in built ? { view: built, operationId: undefined } : built;
    });

  /** Typed input is answered below it and the step above it goes; a tapped step is edited in place. */
  async function showTurn(
    ctx: BotContext,
    state: DialogState,
    input: DialogInput,
  ): Promise<{ readonly result: TurnResult; readonly messageId: number }> {
    const { reader } = personOf(ctx);
    let result: TurnResult = { kind: 'leave' };
    const messageId = await kit.present(ctx, async () => {
      result = await takeTurn(ctx, state.dialog, input);
      switch (result.kind) {
        case 'stay':
          return viewDialog(reader, result.dialog, state.flowId);
        case 'over':
          return result.view;
        case 'leave':
          return viewEnded(reader, state.dialog.name, false);
      }
    });
    if (messageId !== state.messageId) await show.remove(ctx, state.messageId);
    return { result, messageId };
  }

  async function turn(ctx: BotContext, state: DialogState): Promise<DialogState | undefined> {
    const { reader } = personOf(ctx);
    await answerTap(ctx);
    const input = inputOf(ctx, state);
    if (input === undefined) {
      await show.send(ctx, viewHint(reader, reader.text.errors.flowOver));
      return state;
    }
    const tooOld = clock.now() - state.startedAt > FLOW_LIFE_MS;
    if (tooOld || state.turns >= TURNS_MAX) {
      rememberFlow(undefined);
      await show.strip(ctx, state.messageId);
      await show.send(ctx, viewEnded(reader, state.dialog.name, tooOld));
      return undefined;
    }
    const { result, messageId } = await showTurn(ctx, state, input);
    if (result.kind !== 'stay') {
      rememberFlow(undefined);
      const operationId = result.kind === 'over' ? result.operationId : undefined;
      if (operationId !== undefined) await kit.app.cardShown(operationId, messageId);
      return undefined;
    }
    rememberFlow({
      flowId: state.flowId,
      name: result.dialog.name,
      messageId,
      startedAt: state.startedAt,
    });
    return { ...state, messageId, turns: state.turns + 1, dialog: result.dialog };
  }

  async function end(ctx: BotContext, how: 'edit' | 'silent'): Promise<boolean> {
    const flow = currentFlow();
    await ctx.conversation.exitAll();
    if (flow === undefined) return false;
    rememberFlow(undefined);
    const { user, reader } = personOf(ctx);
    if (flow.name === 'connect') await kit.app.stopCapture(user);
    const { messageId } = flow;
    if (messageId === undefined || messageId === ctx.tap?.messageId) return true;
    if (how === 'silent') await show.strip(ctx, messageId);
    else await show.edit(ctx, messageId, { ...viewEnded(reader, flow.name, false), keyboard: [] });
    return true;
  }

  return {
    startDeposit: (ctx, productId, days) =>
      begin(ctx, async () => {
        const read = await facts.deposit(ctx, productId);
        return read.ok
          ? { name: 'deposit', step: firstDepositStep(read.value, days) }
          : facts.troubleView(ctx, read.reason);
      }),
    startRedeem: (ctx, orderId) =>
      begin(ctx, async () => {
        const read = await facts.redeem(ctx, orderId);
        return read.ok
          ? { name: 'redeem', step: { at: 'amount', facts: read.value } }
          : facts.troubleView(ctx, read.reason);
      }),
    startRename: (ctx, account) => begin(ctx, async () => ({ name: 'rename', account, wrong: false })),
    startTimeZone: (ctx, next) => begin(ctx, async () => ({ name: 'time_zone', wrong: false, next })),
    open,
    turn,
    end,
    endedText: (reader, name) => viewEnded(reader, name, false),
  };
}
