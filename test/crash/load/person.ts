// What one person can do in their chat: connect, deposit, redeem, renew, look around, leave. Each rejects with
// NothingCame when the bot does not get them there.
import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import type { MessageView } from '../../../src/simulator/telegram/message-view.ts';
import { exactly, says } from '../../e2e/words.ts';
import { buttonOf, type Chat } from './chat.ts';
import { createChatSteps, type StepsDeps } from './chat-steps.ts';

const en = CATALOGUES.en;
/** The exchange is asked. */
const CONNECTS_WITHIN_MS = 15_000;
const SCREENS = ['/home', '/orders', '/history', '/products', '/status', '/accounts'];

export interface Deposit {
  readonly product: RegExp;
  readonly term?: RegExp;
  readonly amount: string;
  readonly renew?: boolean;
}

export interface Person {
  readonly chat: Chat;
  readonly openPractice: () => Promise<void>;
  readonly connectLive: (key: { readonly apiKey: string; readonly secret: string }) => Promise<void>;
  readonly deposit: (wish: Deposit) => Promise<void>;
  readonly redeem: (amount: string) => Promise<void>;
  readonly renew: () => Promise<void>;
  readonly look: () => Promise<void>;
  readonly cancelMidway: () => Promise<void>;
  readonly forgetAll: () => Promise<void>;
}

export function createPerson(deps: StepsDeps): Person {
  const { chat, random } = deps;
  const { wait, tap, confirm } = createChatSteps(deps);

  const openPractice = async (): Promise<void> => {
    chat.say('/demo');
    const open = exactly(en.practice.open);
    const shown = await wait((one) => buttonOf(one, open) !== undefined || isPracticeOpen(one));
    if (isPracticeOpen(shown)) return;
    chat.tapOn(shown, buttonOf(shown, open) ?? '');
    await wait(/^Connected: /, CONNECTS_WITHIN_MS);
  };

  const connectLive: Person['connectLive'] = async ({ apiKey, secret }) => {
    chat.say('/accounts');
    await tap(exactly(en.accounts.connectAnother));
    await tap(exactly(en.connect.liveButton));
    await tap(exactly(en.connect.haveKey));
    await wait(says(en.connect.askKey));
    chat.say(`${apiKey} ${secret}`);
    await wait(/^Connected: /, CONNECTS_WITHIN_MS);
  };

  const deposit: Person['deposit'] = async ({ product, term, amount, renew }) => {
    chat.say('/deposit');
    await tap(product);
    if (term !== undefined) await tap(term);
    await wait(/How much into/);
    chat.say(amount);
    if (renew !== undefined) await tap(exactly(renew ? en.deposit.renewYes : en.deposit.renewNo));
    await confirm('deposit', amount);
  };

  return {
    ...{ chat, openPractice, connectLive, deposit },
    async redeem(amount) {
      chat.say('/redeem');
      await tap(/^Flexible \w+ · /);
      await wait(/Redeem how much/);
      chat.say(amount);
      await confirm('redeem', amount);
    },
    async renew() {
      chat.say('/renew');
      await tap(/^Fixed \w+ · /);
      await confirm('renew', '');
    },
    async look() {
      chat.say(random.pick(SCREENS));
      await wait(() => true);
    },
    async cancelMidway() {
      chat.say('/deposit');
      await tap(/^Flexible \w+ · /);
      chat.say('/cancel');
      await wait(() => true);
    },
    async forgetAll() {
      chat.say('/forget');
      await tap(exactly(en.forget.goOn));
      await tap(exactly(en.forget.now));
      await wait(says(en.forget.done));
    },
  };
}

function isPracticeOpen(message: MessageView): boolean {
  return buttonOf(message, exactly(en.practice.goTo)) !== undefined;
}
