// Steps that tests of money moves share: a house with one connected account, a draft, a tap.

import type { AppSettings, PrepareOutcome } from '../../src/app/app.ts';
import type { Account, User } from '../../src/app/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Order } from '../../src/domain/order.ts';
import { FLEX } from './fake-earn.ts';
import { connect, createHouse, type House, type Instance, meet } from './harness.ts';
import type { Hooks } from './memory/engine.ts';

export interface Scene {
  readonly house: House;
  readonly a: Instance;
  readonly user: User;
  readonly account: Account;
}

export async function createScene(
  options: {
    readonly hooks?: Hooks;
    readonly moved?: boolean;
    readonly settings?: Partial<AppSettings>;
  } = {},
): Promise<Scene> {
  const house = createHouse(options.settings);
  const a = house.instance('a', options.hooks);
  const user = await meet(house, a);
  const account = await connect(house, a, user, { moved: options.moved ?? true });
  house.earn.live.reads.length = 0;
  return { house, a, user, account };
}

let drafts = 0;
const nextKey = (): string => {
  drafts += 1;
  return `update-${drafts}`;
};

export function draftOf(outcome: PrepareOutcome): Operation {
  if (outcome.kind !== 'draft') throw new Error(`no draft: ${JSON.stringify(outcome)}`);
  return outcome.operation;
}

/** A deposit as far as its card. */
export async function draftDeposit(
  { a, user, account }: Scene,
  amount = '500',
  app = a.app,
): Promise<Operation> {
  const operation = draftOf(
    await app.prepareDeposit({
      user,
      chatId: user.chatId,
      accountId: account.id,
      productId: FLEX.id,
      days: 7,
      amount: amountOf(amount),
      renew: true,
      draftKey: nextKey(),
    }),
  );
  await app.cardShown(operation.id, 900);
  return operation;
}

/** A redemption as far as its card. */
export async function draftRedeem({ a, user, account }: Scene, order: Order, amount = '500') {
  const operation = draftOf(
    await a.app.prepareRedeem({
      user,
      chatId: user.chatId,
      accountId: account.id,
      orderId: order.id,
      amount: amountOf(amount),
      draftKey: nextKey(),
    }),
  );
  await a.app.cardShown(operation.id, 900);
  return operation;
}

export async function draftRenew({ a, user, account }: Scene, order: Order, autoRenew: boolean) {
  const operation = draftOf(
    await a.app.prepareRenew({
      user,
      chatId: user.chatId,
      accountId: account.id,
      orderId: order.id,
      autoRenew,
      draftKey: nextKey(),
    }),
  );
  await a.app.cardShown(operation.id, 900);
  return operation;
}

export async function tap({ a, user }: Scene, operation: Operation) {
  return a.app.confirm(user, user.chatId, operation.id);
}

/** An order the account holds already, stored by a sync. */
export async function holdOrder(scene: Scene, amount = '500'): Promise<Order> {
  const { house, a, account } = scene;
  const order = house.earn.live.executeDeposit(FLEX, amountOf(amount), 7, false);
  // It was there before the account was connected: link again.
  await a.store.accounts.update(account.id, { status: 'testing', linked: false });
  await a.store.accounts.setDue(account.id, house.clock.now);
  await a.syncDue();
  return order;
}
