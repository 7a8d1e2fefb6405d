import { describe, expect, it } from 'vitest';
import { payDebts } from '../../src/app/pay-debts.ts';
import { amountOf } from '../../src/domain/money.ts';
import { referenceOf } from '../../src/domain/reference.ts';
import { FLEX } from './fake-earn.ts';
import { START } from './harness.ts';
import { createScene, draftDeposit, type Scene, tap } from './moves.ts';

interface Reviewed extends Scene {
  readonly id: string;
}

/** A deposit whose answer was lost, and an equal one made on the site: reading cannot tell which is which. */
async function review(): Promise<Reviewed> {
  const scene = await createScene();
  const { house, a } = scene;
  const answer = { kind: 'unclear', cause: 'timeout', status: undefined } as const;
  house.earn.live.script.push({ executes: true, answer });
  const { id } = await draftDeposit(scene);
  await tap(scene, house.operation(id));
  await a.submitDue();
  house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
  house.clock.now = house.operation(id).dueAt ?? house.clock.now;
  await a.settleDue();
  expect(house.operation(id).state).toBe('needs_review');
  return { ...scene, id };
}

describe('the person decides', () => {
  const YES = { happened: true, entry: undefined } as const;
  const NO = { happened: false } as const;
  const rowOfDone = ({ house, id }: Reviewed) => {
    const { result } = house.operation(id);
    return result?.kind === 'person' ? result.row : undefined;
  };

  it('which of the entries it is: that row explains the move, which owes none, and the audit log has the choice', async () => {
    const scene = await review();
    const { house, a, user, id } = scene;
    const entries = house.earn.live.history;
    expect(entries).toHaveLength(2);
    expect(await a.app.decide(user, id, { happened: true, entry: 1 })).toBe('decided');
    expect(house.operation(id)).toMatchObject({ state: 'done', owesRow: false });
    expect(rowOfDone(scene)).toEqual(entries[1]);
    expect(await a.store.operations.explainingRows(scene.account.id)).toEqual([entries[1]]);
    expect(house.state.tables.audit.rows()).toMatchObject([
      {
        action: 'decide',
        userId: 7,
        data: { operationId: id, happened: true, entry: 1, row: entries[1], rowWasFree: true },
      },
    ]);
    expect(house.logged).toContainEqual({
      event: 'operation.decided',
      fields: { level: 'info', operationId: id, reference: referenceOf(id), happened: true, entry: 1 },
    });
    expect(await a.app.decide(user, id, NO)).toBe('not_open');
  });

  it('and an entry that explains another move already is not taken from it: the move owes its row (M10)', async () => {
    const scene = await review();
    const { house, a, user, account, id } = scene;
    const [first] = house.earn.live.history;
    if (first === undefined) throw new Error('no entry');
    const other = await draftDeposit(scene);
    const seen = { kind: 'seen', orderId: undefined, row: first } as const;
    await a.store.operations.update(other.id, { result: seen });
    expect(await a.app.decide(user, id, { happened: true, entry: 0 })).toBe('decided');
    expect(house.operation(id)).toMatchObject({ state: 'done', owesRow: true });
    expect(rowOfDone(scene)).toBeUndefined();
    expect(await a.store.operations.explainingRows(account.id)).toEqual([first]);
  });

  it('and the row they named pays no debt of another move', async () => {
    const scene = await review();
    const { house, a, user, account, id } = scene;
    const entries = house.earn.live.history;
    await a.app.decide(user, id, { happened: true, entry: 1 });
    const debtor = await draftDeposit(scene);
    await a.store.operations.update(debtor.id, { owesRow: true, answeredAt: START });
    await payDebts(a.store, account.id, entries);
    expect(house.operation(debtor.id)).toMatchObject({
      owesRow: false,
      result: { kind: 'seen', row: entries[0] },
    });
  });

  it('but of no entry that was not listed', async () => {
    const { house, a, user, id } = await review();
    expect(await a.app.decide(user, id, { happened: true, entry: 2 })).toBe('not_open');
    expect(house.operation(id).state).toBe('needs_review');
    expect(house.state.tables.audit.rows()).toEqual([]);
  });

  it('that it happened, where no entry is listed: done, owing its row', async () => {
    const { house, a, user, id } = await review();
    expect(await a.app.decide(user, id, YES)).toBe('decided');
    expect(house.operation(id)).toMatchObject({
      state: 'done',
      result: { kind: 'person', happened: true },
      owesRow: true,
    });
  });

  it('and a key whose move happened has moved money: no third step any more', async () => {
    const { house, a, user, id, account } = await review();
    await a.store.accounts.update(account.id, { moved: false });
    await a.app.decide(user, id, { happened: true, entry: 0 });
    expect(house.account(account.id).moved).toBe(true);
  });

  it('but a key whose move did not happen has proven nothing', async () => {
    const { house, a, user, id, account } = await review();
    await a.store.accounts.update(account.id, { moved: false });
    await a.app.decide(user, id, NO);
    expect(house.account(account.id).moved).toBe(false);
  });

  it('and the orders, which are not what they were, are looked at soon', async () => {
    const { house, a, user, id, account } = await review();
    expect(house.dueAt(account.id)).toBe(house.clock.now + 3_000);
    house.advance(60_000);
    await a.app.decide(user, id, YES);
    expect(house.dueAt(account.id)).toBe(house.clock.now + 3_000);
    expect(a.wakes.at(-1)).toBe('sync');
  });

  it('that it did not: not found', async () => {
    const { house, a, user, id } = await review();
    expect(await a.app.decide(user, id, NO)).toBe('decided');
    expect(house.operation(id)).toMatchObject({
      state: 'not_found',
      result: { kind: 'person', happened: false },
      owesRow: false,
    });
  });

  it('only about their own moves', async () => {
    const { house, a, user, id } = await review();
    expect(await a.app.decide({ ...user, id: 8 }, id, YES)).toBe('not_yours');
    expect(await a.app.decide(user, 'none', YES)).toBe('not_yours');
    expect(house.operation(id).state).toBe('needs_review');
    expect(house.state.tables.audit.rows()).toEqual([]);
  });
});
