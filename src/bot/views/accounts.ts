// Accounts: the list, one account, disconnecting.
import type { View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import { button, opens } from '../action.ts';
import { type Html, html, joined, lines } from '../html.ts';
import { backTo, homeButton, inRows, keyboard } from './keyboard.ts';
import { accountLabel, environmentName, marked, type NamedAccount, tagLine } from './names.ts';
import type { Reader } from './reader.ts';

/** More rows than accounts fit; the limit of accounts a person is the app's. */
const SHOWN_MAX = 5;

function accountRow(reader: Reader, account: Account, activeId: string | undefined): Html {
  const { accounts } = reader.text;
  const row = accounts.row(
    html`<b>${accountLabel(account)}</b>`,
    environmentName(reader, account.environment),
    accounts.status[account.status],
  );
  return joined([row, account.id === activeId ? accounts.inUse : undefined], ' · ');
}

export function viewAccounts(reader: Reader, all: readonly Account[], activeId: string | undefined): View {
  const { accounts } = reader.text;
  const shown = all.slice(0, SHOWN_MAX);
  const hasPractice = all.some((account) => account.environment === 'practice');
  const buttons = shown.map((account) =>
    opens(accountLabel(account), { name: 'account', accountId: account.id }),
  );
  return {
    text: lines(
      accounts.title,
      '',
      ...(all.length === 0 ? [accounts.none] : all.map((account) => accountRow(reader, account, activeId))),
    ),
    keyboard: keyboard(
      ...inRows(buttons, 1),
      [opens(accounts.connectAnother, { name: 'connect' }, all.length === 0 ? 'primary' : undefined)],
      [hasPractice ? undefined : opens(accounts.openPractice, { name: 'practice' }), homeButton(reader)],
    ),
  };
}

export function viewAccount(reader: Reader, account: Account, isActive: boolean): View {
  const { accounts } = reader.text;
  const { realMoment } = reader.format;
  const accountId = account.id;
  return {
    text: lines(
      accountRow(reader, account, isActive ? account.id : undefined),
      accounts.key(account.keyTail),
      accounts.connectedOn(realMoment(account.createdAt, 'day')),
      account.lastSyncAt === undefined
        ? reader.text.status.neverRead
        : accounts.lastRead(realMoment(account.lastSyncAt, 'minute')),
    ),
    keyboard: keyboard(
      [
        isActive ? undefined : button(accounts.use, { kind: 'switch_account', accountId }, 'primary'),
        button(accounts.rename, { kind: 'start_rename', accountId }),
      ],
      [
        account.environment === 'practice'
          ? undefined
          : opens(accounts.replaceKey, {
              name: 'connect_steps',
              environment: account.environment,
              replaces: accountId,
            }),
        opens(accounts.disconnect, { name: 'disconnect', accountId }),
      ],
      [backTo(reader, { name: 'accounts' }), homeButton(reader)],
    ),
  };
}

/** The red button stands beside [Cancel]: on the account's card neither [Use this account] nor [Disconnect…] was there. */
export function viewDisconnect(reader: Reader, account: Account): View {
  const { accounts, common } = reader.text;
  const accountId = account.id;
  return {
    text: lines(
      marked(reader, accounts.disconnectTitle(accountLabel(account)), account.environment),
      '',
      accounts.disconnectText,
    ),
    keyboard: keyboard([
      opens(common.cancel, { name: 'account', accountId }),
      button(accounts.disconnectNow, { kind: 'disconnect_now', accountId }, 'danger'),
    ]),
  };
}

/** One of two accounts with the same orders goes on with the key of the other. */
export function viewReplaceKey(reader: Reader, kept: Account, removed: Account): View {
  const { accounts, common } = reader.text;
  const [into, from] = [kept.id, removed.id];
  const label = accountLabel(kept);
  return {
    text: lines(
      marked(reader, accounts.replaceTitle(label), kept.environment),
      '',
      accounts.replaceText(label, removed.keyTail),
      accounts.replaceRemoves(accountLabel(removed)),
      accounts.replaceOldKey,
    ),
    keyboard: keyboard(
      [button(accounts.replaceKeyOf(label), { kind: 'replace_key_now', into, from }, 'primary')],
      [opens(common.cancel, { name: 'accounts' })],
    ),
  };
}

export function viewKeyReplaced(reader: Reader, account: Account): View {
  const { accounts, home } = reader.text;
  return {
    text: lines(
      marked(reader, accounts.keyReplaced(accountLabel(account), account.keyTail), account.environment),
      accounts.keyReplacedText,
    ),
    keyboard: keyboard([homeButton(reader), opens(home.accounts, { name: 'accounts' })]),
  };
}

/** Asks for the new name; the answer is typed. */
export function viewRenameStep(
  reader: Reader,
  account: NamedAccount,
  flowId: string,
  note: string | undefined,
): View {
  return {
    text: lines(tagLine(reader, account), note, reader.text.accounts.askName(accountLabel(account))),
    keyboard: keyboard([
      button(reader.text.common.cancel, { kind: 'dialog', flowId, input: { kind: 'leave' } }),
    ]),
  };
}
