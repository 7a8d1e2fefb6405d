// Single steps in a chat: waiting for a screen, tapping a button, confirming a card, with the doubled taps that people
// and Telegram make. Gives up at once where the bot says why it does not go on.
import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import { parseAmount } from '../../../src/domain/money.ts';
import type { TelegramControl } from '../../../src/simulator/telegram/control.ts';
import type { MessageView } from '../../../src/simulator/telegram/message-view.ts';
import type { Random } from '../../simulation/random.ts';
import type { TappedCard } from '../judge/facts.ts';
import { buttonOf, type Chat, type Match, NothingCame } from './chat.ts';

const { confirm } = CATALOGUES.en;
/** How long a step may take before the person does something else: longer than the bot is away after a kill. */
const STEP_MS = 12_000;
/** From the tap to an outcome. */
const OUTCOME_MS = 15_000;

/** The main buttons of confirm cards. */
const MAIN_BUTTONS = {
  deposit: /^Deposit ([\d.,]+) (\w+) to Earn/,
  redeem: /^Redeem ([\d.,]+) (\w+)/,
  renew: new RegExp(`^(?:${confirm.renewOnButton}|${confirm.renewOffButton})`),
} as const;
const OUTCOME =
  /^(?:Deposited|Redeeming|Auto-renew is|Not done|Not sent|Sent, being checked|No trace|Please decide|Cancelled)/;
const THIRD_STEP = /One more step/;
const REFUSED =
  /nothing was sent|not settled yet|There is no order|No order here|went wrong|The order holds|does not answer|slow down|No account|key cannot move/i;
/** How often a tap is made twice, sent again under a new id, sent again under its own. */
const AGAIN = { tap: 0.25, callback: 0.25, update: 0.2, late: 0.15 };

export interface ChatSteps {
  readonly wait: (match: Match, timeoutMs?: number) => Promise<MessageView>;
  readonly tap: (button: RegExp) => Promise<void>;
  /** Waits for the card, types the amount once more where that is asked, taps, and waits for the outcome. */
  readonly confirm: (kind: TappedCard['kind'], amount: string) => Promise<void>;
}

export interface StepsDeps {
  readonly chat: Chat;
  readonly control: TelegramControl;
  readonly random: Random;
  /** Called once for each card, before its first tap. */
  readonly onCard: (card: TappedCard) => void;
}

export function createChatSteps({ chat, control, random, onCard }: StepsDeps): ChatSteps {
  const wait: ChatSteps['wait'] = async (match, timeoutMs = STEP_MS) => {
    const isIt = typeof match === 'function' ? match : ({ text }: MessageView) => match.test(text);
    const shown = await chat.waitFor((message) => isIt(message) || REFUSED.test(message.text), timeoutMs);
    if (isIt(shown)) return shown;
    throw new NothingCame(`refused: ${shown.text}`);
  };

  async function cardWith(button: RegExp, amount: string): Promise<MessageView> {
    const isCard = (message: MessageView): boolean => buttonOf(message, button) !== undefined;
    const shown = await wait((message) => isCard(message) || THIRD_STEP.test(message.text));
    if (isCard(shown)) return shown;
    chat.say(/type ([\d.,]+)/.exec(shown.text)?.[1]?.replaceAll(',', '') ?? amount);
    return wait(isCard);
  }

  /** A second tap before the buttons are gone, if they are not. */
  function tapAgain(card: MessageView, label: string): void {
    try {
      chat.tapOn(card, label);
    } catch (error) {
      if (!(error instanceof NothingCame)) throw error;
    }
  }

  return {
    wait,
    async tap(button) {
      const message = await wait((one) => buttonOf(one, button) !== undefined);
      chat.tapOn(message, buttonOf(message, button) ?? '');
    },
    async confirm(kind, typed) {
      const button = MAIN_BUTTONS[kind];
      const card = await cardWith(button, typed);
      const label = buttonOf(card, button) ?? '';
      const [, digits = '', currency] = button.exec(label) ?? [];
      onCard({ userId: chat.userId, kind, amount: parseAmount(digits.replaceAll(',', '')), currency });
      const { callbackId, updateId } = chat.tapOn(card, label);
      if (random.chance(AGAIN.tap)) tapAgain(card, label);
      if (random.chance(AGAIN.callback)) control.repeatCallback(callbackId);
      if (random.chance(AGAIN.update) && updateId !== undefined) control.resend(updateId);
      await wait(OUTCOME, OUTCOME_MS);
      if (random.chance(AGAIN.late)) control.repeatCallback(callbackId);
    },
  };
}
