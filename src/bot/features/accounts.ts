// Accounts: list, one account, switching, disconnecting, replacing a key by that of a twin, opening practice, and
// beginning to connect.
import type { View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import type { Environment } from '../../domain/product.ts';
import { type BotContext, personOf } from '../context.ts';
import { rememberFlow } from '../dialog-storage.ts';
import type { Kit } from '../kit.ts';
import {
  viewAccount,
  viewAccounts,
  viewDisconnect,
  viewKeyReplaced,
  viewReplaceKey,
} from '../views/accounts.ts';
import { viewCapture, viewCaptureStopped, viewConnectOutcome } from '../views/connect.ts';
import { viewSwitched } from '../views/home.ts';
import { viewHint } from '../views/problems.ts';
import { viewPractice } from '../views/start.ts';

/** The account `into` goes on with the key of `from`. */
interface Twins {
  readonly into: string;
  readonly from: string;
}

export interface AccountFeature {
  readonly list: (ctx: BotContext) => Promise<View>;
  readonly one: (ctx: BotContext, accountId: string) => Promise<View>;
  readonly disconnectScreen: (ctx: BotContext, accountId: string) => Promise<View>;
  readonly practice: (ctx: BotContext) => Promise<View>;
  readonly find: (ctx: BotContext, accountId: string) => Promise<Account | undefined>;
  readonly switchTo: (ctx: BotContext, accountId: string) => Promise<View>;
  readonly disconnect: (ctx: BotContext, accountId: string) => Promise<View>;
  readonly replaceScreen: (ctx: BotContext, twins: Twins) => Promise<View>;
  readonly replaceKey: (ctx: BotContext, twins: Twins) => Promise<View>;
  readonly openPractice: (ctx: BotContext) => Promise<View>;
  readonly startCapture: (
    ctx: BotContext,
    environment: Environment,
    replaces: string | undefined,
  ) => Promise<void>;
  readonly stopCapture: (ctx: BotContext) => Promise<View>;
}

export function createAccountFeature(kit: Kit): AccountFeature {
  const { app, show } = kit;

  async function find(ctx: BotContext, accountId: string): Promise<Account | undefined> {
    const accounts = await app.accounts(personOf(ctx).user);
    return accounts.find((account) => account.id === accountId);
  }

  function gone(ctx: BotContext): View {
    const { reader } = personOf(ctx);
    return viewHint(reader, reader.text.accounts.gone);
  }

  return {
    find,

    async list(ctx) {
      const { user, reader } = personOf(ctx);
      const [accounts, active] = await Promise.all([app.accounts(user), app.activeAccount(user)]);
      return viewAccounts(reader, accounts, active?.id);
    },

    async one(ctx, accountId) {
      const { user, reader } = personOf(ctx);
      const account = await find(ctx, accountId);
      const active = await app.activeAccount(user);
      return account === undefined ? gone(ctx) : viewAccount(reader, account, active?.id === account.id);
    },

    async disconnectScreen(ctx, accountId) {
      const account = await find(ctx, accountId);
      return account === undefined ? gone(ctx) : viewDisconnect(personOf(ctx).reader, account);
    },

    async practice(ctx) {
      const { user, reader } = personOf(ctx);
      const accounts = await app.accounts(user);
      // One that the practice exchange does not know any more is opened anew, in its place.
      const there = accounts.find(
        ({ environment, status }) => environment === 'practice' && status !== 'rejected',
      );
      return viewPractice(reader, there?.id);
    },

    async switchTo(ctx, accountId) {
      const { user, reader } = personOf(ctx);
      const account = await find(ctx, accountId);
      if (account === undefined || !(await app.switchAccount(user, accountId))) return gone(ctx);
      return viewSwitched({ ...reader, environment: account.environment }, account);
    },

    async disconnect(ctx, accountId) {
      const { user, reader } = personOf(ctx);
      const account = await find(ctx, accountId);
      if (account === undefined) return gone(ctx);
      const outcome = await app.disconnect(user, accountId);
      const { accounts } = reader.text;
      switch (outcome.kind) {
        case 'done':
          return viewHint(reader, accounts.disconnected(account.label));
        case 'not_yours':
          return gone(ctx);
        case 'under_way':
          return viewHint(reader, accounts.underWay);
      }
    },

    async replaceScreen(ctx, { into, from }) {
      const [kept, removed] = [await find(ctx, into), await find(ctx, from)];
      if (kept === undefined || removed === undefined) return gone(ctx);
      return viewReplaceKey(personOf(ctx).reader, kept, removed);
    },

    async replaceKey(ctx, { into, from }) {
      const { user, reader } = personOf(ctx);
      const outcome = await app.replaceKey(user, into, from);
      const { accounts } = reader.text;
      switch (outcome.kind) {
        case 'done':
          return viewKeyReplaced(reader, outcome.account);
        case 'gone':
          return gone(ctx);
        case 'not_same':
          return viewHint(reader, accounts.replaceNotSame);
        case 'under_way':
          return viewHint(reader, accounts.replaceUnderWay(outcome.account.label));
      }
    },

    async openPractice(ctx) {
      const { user, reader } = personOf(ctx);
      return viewConnectOutcome(reader, await app.openPractice(user));
    },

    async startCapture(ctx, environment, replaces) {
      const { user, chatId, reader } = personOf(ctx);
      await app.startCapture(user, chatId, environment, replaces);
      const messageId = await show.put(ctx, viewCapture(reader, 'key'));
      rememberFlow({ flowId: kit.ids.id(), name: 'connect', messageId, startedAt: kit.clock.now() });
    },

    async stopCapture(ctx) {
      const { user, reader } = personOf(ctx);
      rememberFlow(undefined);
      await app.stopCapture(user);
      return viewCaptureStopped(reader);
    },
  };
}
