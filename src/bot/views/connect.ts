// Connecting: where the key is from, how to make it, and the two secrets. No view ever shows a secret.
import type { ConnectOutcome } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Environment } from '../../domain/product.ts';
import { button, opens } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { backTo, homeButton, keyboard } from './keyboard.ts';
import { accountLabel, environmentMark, environmentName } from './names.ts';
import type { Reader } from './reader.ts';

export function viewConnect(reader: Reader, replaces: string | undefined): View {
  const { connect } = reader.text;
  const steps = (environment: Environment) => ({
    name: 'connect_steps' as const,
    environment,
    ...(replaces === undefined ? {} : { replaces }),
  });
  return {
    text: lines(connect.title, '', connect.which),
    keyboard: keyboard(
      [opens(connect.liveButton, steps('live')), opens(connect.testnetButton, steps('testnet'))],
      [backTo(reader, { name: 'accounts' }), homeButton(reader)],
    ),
  };
}

function markLine(reader: Reader, environment: Environment): Html {
  const mark = environmentMark(reader, environment);
  return html`<i>${mark ?? environmentName(reader, environment)}</i>`;
}

/** The exchange's four steps, the permissions, and what a key is not. */
export function viewConnectSteps(
  reader: Reader,
  environment: Environment,
  replaces: string | undefined,
): View {
  const { connect } = reader.text;
  const start = {
    kind: 'start_capture' as const,
    environment,
    ...(replaces === undefined ? {} : { replaces }),
  };
  // Back to where the key was to be replaced: the way through [Connect] would add an account.
  const from =
    replaces === undefined ? { name: 'connect' as const } : { name: 'account' as const, accountId: replaces };
  return {
    text: lines(
      markLine(reader, environment),
      connect.stepsTitle,
      '',
      ...connect.steps,
      '',
      connect.permissions,
      connect.notPassword,
      connect.cannotSee,
    ),
    keyboard: keyboard(
      [button(connect.haveKey, start, 'primary')],
      [backTo(reader, from), homeButton(reader)],
    ),
  };
}

export type CaptureMoment = 'key' | 'passphrase' | 'bad_text';

/** While a secret is awaited. */
export function viewCapture(reader: Reader, moment: CaptureMoment): View {
  const { connect } = reader.text;
  const stop = keyboard([button(connect.stop, { kind: 'stop_capture' })]);
  switch (moment) {
    case 'key':
      return { text: lines(connect.askKey, connect.askKeyText, connect.notPassword), keyboard: stop };
    case 'passphrase':
      return { text: lines(connect.askPassphrase, connect.askPassphraseText), keyboard: stop };
    case 'bad_text':
      return { text: lines(connect.badText), keyboard: stop };
  }
}

export function viewCaptureExpired(reader: Reader): View {
  const { connect } = reader.text;
  return {
    text: lines(connect.expired),
    keyboard: keyboard([opens(connect.again, { name: 'connect' }), homeButton(reader)]),
  };
}

export function viewCaptureStopped(reader: Reader): View {
  return {
    text: lines(reader.text.connect.stopped),
    keyboard: keyboard([opens(reader.text.connect.again, { name: 'connect' }), homeButton(reader)]),
  };
}

export function viewConnectOutcome(reader: Reader, outcome: ConnectOutcome): View {
  const { connect, accounts } = reader.text;
  const home = homeButton(reader);
  switch (outcome.kind) {
    case 'testing': {
      const { account } = outcome;
      const line =
        account.environment === 'practice'
          ? html`${reader.text.practice.title}\n${reader.text.practice.opened}`
          : connect.testing(account.keyTail);
      return { text: lines(line), keyboard: keyboard([home]) };
    }
    case 'already':
      return {
        text: lines(connect.already(accountLabel(outcome.account))),
        keyboard: keyboard([opens(accounts.use, { name: 'account', accountId: outcome.account.id }), home]),
      };
    case 'taken':
      return { text: lines(connect.taken), keyboard: keyboard([home]) };
    case 'too_many_accounts':
      return {
        text: lines(connect.tooMany(outcome.limit)),
        keyboard: keyboard([opens(reader.text.home.accounts, { name: 'accounts' }), home]),
      };
  }
}

/** Key-shaped text at a moment when none was asked for. */
export function viewSecretSeen(reader: Reader): View {
  const { connect } = reader.text;
  return {
    text: lines(connect.secretSeen, connect.secretSeenText),
    keyboard: keyboard([opens(reader.text.start.connect, { name: 'connect' }), homeButton(reader)]),
  };
}
