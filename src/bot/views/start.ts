// The first screens: welcome, access, becoming the owner, help, privacy, forgetting, practice.
import type { AccessAsked } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Language } from '../../app/store.ts';
import type { Operation } from '../../domain/operation.ts';
import { button, opens } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { CATALOGUES, LANGUAGES } from '../locales/catalogue.ts';
import { backTo, homeButton, inRows, keyboard, WORD_COLUMNS } from './keyboard.ts';
import { whatOf } from './move-words.ts';
import type { Reader } from './reader.ts';

function languageButtons(current: Language) {
  return LANGUAGES.filter((language) => language !== current).map((language) =>
    button(CATALOGUES[language].common.languageName, { kind: 'set_language', language }),
  );
}

/** Who holds what the person gives, as far as the bot knows them. */
function runByLine(reader: Reader, runBy: string | undefined): Html {
  const { start } = reader.text;
  return runBy === undefined ? html`${start.runByUnknown}` : start.runBy(runBy);
}

/** For a person without an account. `productLink`: they came by a link to a product. */
export function viewWelcome(
  reader: Reader,
  facts: { readonly runBy: string | undefined; readonly productLink: boolean },
): View {
  const { start } = reader.text;
  const bullet = (text: string) => html`• ${text}`;
  const runBy = runByLine(reader, facts.runBy);
  return {
    text: lines(
      start.title,
      '',
      start.what,
      '',
      bullet(start.unofficial),
      bullet(start.cannotWithdraw),
      html`• ${runBy}`,
      facts.productLink ? '' : undefined,
      facts.productLink ? start.productHint : undefined,
    ),
    keyboard: keyboard(
      languageButtons(reader.language),
      [opens(start.tryPractice, { name: 'practice' }), opens(start.connect, { name: 'connect' }, 'primary')],
      [
        opens(reader.text.home.products, { name: 'products', page: 1, purpose: 'look' }),
        opens(start.helpButton, { name: 'help' }),
      ],
    ),
  };
}

export type AccessState = AccessAsked | 'closed' | 'refused';

/** Shown to a person who may not use the bot: one line, no data, no buttons. */
export function viewNoAccess(reader: Reader, state: AccessState): View {
  const { pendingNew, pending, noOwner, ownerAbsent, closed, refused } = reader.text.start;
  const words: Readonly<Record<AccessState, string>> = {
    asked: pendingNew,
    waiting: pending,
    no_owner: noOwner,
    owner_absent: ownerAbsent,
    closed,
    refused,
  };
  return { text: lines(words[state]), keyboard: [] };
}

/** The claim link shows this card; only the tap changes anything. */
export function viewBecomeOwner(reader: Reader, payload: string): View {
  const { start } = reader.text;
  return {
    text: lines(start.becomeOwnerTitle, '', start.becomeOwnerText),
    keyboard: keyboard([
      button(start.becomeOwner, { kind: 'become_owner', payload }, 'primary'),
      homeButton(reader),
    ]),
  };
}

export function viewHelp(reader: Reader): View {
  const { help } = reader.text;
  return {
    text: lines(help.title, '', ...help.rows, '', help.amounts, help.move),
    keyboard: keyboard([
      opens(reader.text.settings.languageButton, { name: 'languages' }),
      homeButton(reader),
    ]),
  };
}

/** `runBy` as on the first screen. */
export function viewPrivacy(reader: Reader, runBy: string | undefined): View {
  const { privacy } = reader.text;
  const rows = [runByLine(reader, runBy), ...privacy.rows];
  return {
    text: lines(privacy.title, '', ...rows.map((row) => html`• ${row}`)),
    keyboard: keyboard([homeButton(reader)], [opens(privacy.forget, { name: 'forget' })]),
  };
}

/** First of two steps. */
export function viewForget(reader: Reader): View {
  const { forget, common } = reader.text;
  return {
    text: lines(forget.title, '', forget.text),
    keyboard: keyboard([opens(forget.goOn, { name: 'forget_sure' }), opens(common.cancel, { name: 'home' })]),
  };
}

/** Second step: the red button stands where no button stood before. */
export function viewForgetSure(reader: Reader): View {
  const { forget, common } = reader.text;
  return {
    text: lines(forget.sureTitle, '', forget.text, forget.sureText),
    keyboard: keyboard(
      [opens(common.cancel, { name: 'home' })],
      [button(forget.now, { kind: 'forget_now' }, 'danger')],
    ),
  };
}

/** The receipt after forgetting: nothing on it leads back to what is gone. */
export function viewForgotten(
  reader: Reader,
  facts: {
    readonly accounts: number;
    readonly underWay: readonly Operation[];
    readonly undeletedMessages: number;
  },
): View {
  const { forget } = reader.text;
  const moves = facts.underWay.map((operation) => html`• ${whatOf(reader, operation.move)}`);
  return {
    text: lines(
      forget.done,
      '',
      forget.doneAccounts(facts.accounts),
      moves.length === 0 ? undefined : forget.underWay,
      ...moves,
      facts.undeletedMessages === 0 ? undefined : forget.undeleted(facts.undeletedMessages),
      facts.accounts === 0 ? undefined : forget.revoke,
      forget.again,
    ),
    keyboard: [],
  };
}

export function viewPractice(reader: Reader, practiceAccountId: string | undefined): View {
  const { practice } = reader.text;
  const go =
    practiceAccountId === undefined
      ? button(practice.open, { kind: 'open_practice' }, 'primary')
      : button(practice.goTo, { kind: 'switch_account', accountId: practiceAccountId }, 'primary');
  return { text: lines(practice.title, '', practice.text), keyboard: keyboard([go], [homeButton(reader)]) };
}

export function viewLanguages(reader: Reader): View {
  const buttons = LANGUAGES.map((language) => {
    const name = CATALOGUES[language].common.languageName;
    const label = language === reader.language ? reader.text.filters.chosen(name) : name;
    return button(label, { kind: 'set_language', language });
  });
  return {
    text: lines(reader.text.settings.chooseLanguage),
    keyboard: keyboard(...inRows(buttons, WORD_COLUMNS), [backTo(reader, { name: 'settings' })]),
  };
}
