// What any Store must do with money moves: one life, one lane, fenced writes.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type NewOperation, type Store } from '../../../src/app/store.ts';
import { amountOf } from '../../../src/domain/money.ts';
import type { OperationState } from '../../../src/domain/operation.ts';
import { type OpenRig, only, present, type StoreRig } from './rig.ts';
import { aDraft, anOrder, FLEX, NOW } from './samples.ts';

const ROW = {
  ...FLEX,
  txnTime: NOW,
  txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
  rate: amountOf('5.25'),
  amount: amountOf('500'),
  totalAmount: amountOf('500'),
  interestEarned: undefined,
  duration: 1,
};

export function operationsContract(open: OpenRig): void {
  describe('operations', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
    });

    const confirm = (id: string) =>
      store.operations.transition(id, ['draft'], 'confirmed', { confirmedAt: NOW, dueAt: NOW });

    /** An operation that went along the states. */
    async function brought(id: string, states: readonly OperationState[], accountId = id): Promise<void> {
      await store.operations.insertDraft(aDraft({ id, accountId }));
      let from: OperationState = 'draft';
      for (const to of states) {
        expect(await store.operations.transition(id, [from], to, {})).toBe('moved');
        from = to;
      }
    }

    it('makes one draft an update, and the draft is what was asked for', async () => {
      const { draftKey, ...facts } = aDraft();
      const draft = await store.operations.insertDraft(aDraft());
      expect(draft).toEqual({ ...facts, state: 'draft', owesRow: false, explained: false });
      expect(await store.operations.insertDraft(aDraft({ id: 'op-2', draftKey }))).toEqual(draft);
      expect(await store.operations.get('op-1')).toEqual(draft);
      expect(await store.operations.get('op-2')).toBeUndefined();
    });

    it('goes along an arrow once, and says so when the state is another', async () => {
      await store.operations.insertDraft(aDraft());
      expect(await confirm('op-1')).toBe('moved');
      expect(await confirm('op-1')).toBe('not_there');
      expect(await confirm('nothing')).toBe('not_there');
      expect(await store.operations.transition('op-1', ['draft', 'confirmed'], 'cancelled', {})).toBe(
        'moved',
      );
    });

    it('knows no arrow that the state machine does not', async () => {
      await store.operations.insertDraft(aDraft());
      await expect(store.operations.transition('op-1', ['draft'], 'done', {})).rejects.toThrow();
      expect((await store.operations.get('op-1'))?.state).toBe('draft');
    });

    it('lets one of many taps through', async () => {
      await store.operations.insertDraft(aDraft());
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => confirm('op-1')));
      expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(1);
    });

    it('allows one confirmed, sending or unknown move an account', async () => {
      for (const id of ['a', 'b', 'c']) await store.operations.insertDraft(aDraft({ id }));
      await store.operations.insertDraft(aDraft({ id: 'd', accountId: 'acc-2' }));
      const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map(confirm));
      expect(outcomes.slice(0, 3).toSorted()).toEqual(['lane_busy', 'lane_busy', 'moved']);
      expect(outcomes[3]).toBe('moved');
      const first = present(await store.operations.inLane('acc-1'));
      await store.operations.transition(first.id, ['confirmed'], 'sending', {});
      const next = present(['a', 'b', 'c'].find((id) => id !== first.id));
      expect(await confirm(next)).toBe('lane_busy');
      await store.operations.transition(first.id, ['sending'], 'unknown', {});
      expect(await confirm(next)).toBe('lane_busy');
      await store.operations.transition(first.id, ['unknown'], 'not_found', {});
      expect(await store.operations.inLane('acc-1')).toBeUndefined();
      expect(await confirm(next)).toBe('moved');
    });

    it('says that the lane is busy inside a transaction too, which goes on', async () => {
      await brought('a', ['confirmed'], 'acc-1');
      await store.operations.insertDraft(aDraft({ id: 'b' }));
      const outcome = await store.transaction(async (inside) => {
        await inside.meta.set('before', 'kept');
        const tried = await inside.operations.transition('b', ['draft'], 'confirmed', {});
        await inside.meta.set('after', 'kept');
        return tried;
      });
      expect(outcome).toBe('lane_busy');
      expect(await store.meta.get('before')).toBe('kept');
      expect(await store.meta.get('after')).toBe('kept');
      expect((await store.operations.get('b'))?.state).toBe('draft');
    });

    it('gives every field back as it was stored', async () => {
      await brought('op-1', ['confirmed', 'sending'], 'acc-1');
      const patch = {
        terms: aDraft().terms,
        evidence: {
          takenAt: NOW,
          orders: [anOrder()],
          history: { rows: [ROW], totalRows: undefined },
          balances: undefined,
        },
        result: { kind: 'unclear', cause: 'timeout', status: 504 },
        settling: { since: NOW, absentSince: undefined, looks: 2, reachableMs: 10, lastLookAt: NOW },
        cardMessageId: 44,
        confirmedAt: 1,
        sentAt: 2,
        endedAt: 3,
        answeredAt: 4,
        owesRow: true,
        explained: true,
      } as const;
      await store.operations.update('op-1', patch);
      expect(await store.operations.get('op-1')).toEqual({
        ...(await store.operations.get('op-1')),
        ...patch,
        state: 'sending',
      });
    });

    it('takes due operations of the asked states once, earliest first', async () => {
      await brought('a', ['confirmed']);
      await brought('b', ['confirmed']);
      await brought('c', ['confirmed', 'sending', 'unknown']);
      for (const [id, dueAt] of [
        ['a', NOW],
        ['b', NOW - 1],
        ['c', NOW - 2],
      ] as const) {
        await store.operations.update(id, { dueAt });
      }
      const taken = await store.operations.claimDue(['confirmed'], NOW, 10);
      expect(taken.map(({ row }) => row.id)).toEqual(['b', 'a']);
      expect(await store.operations.claimDue(['confirmed'], NOW, 10)).toEqual([]);
      const settling = only(await store.operations.claimDue(['unknown', 'not_found'], NOW, 10));
      await store.operations.release('c', settling.claim, NOW + 5);
      expect(await store.operations.claimDue(['unknown'], NOW + 4, 10)).toEqual([]);
      only(await store.operations.claimDue(['unknown'], NOW + 5, 10));
    });

    it('refuses every write of a holder that lost its claim', async () => {
      const other = await rig.as('two');
      await brought('a', ['confirmed']);
      await store.operations.update('a', { dueAt: NOW });
      const old = only(await store.operations.claimDue(['confirmed'], NOW, 1));
      await rig.expire('one');
      const taken = only(await other.operations.claimDue(['confirmed'], NOW, 1));
      const { transition, update } = store.operations;
      await expect(transition('a', ['confirmed'], 'sending', {}, old.claim)).rejects.toThrow(ClaimLost);
      await expect(update('a', { owesRow: true }, old.claim)).rejects.toThrow(ClaimLost);
      await store.operations.release('a', old.claim, null);
      expect(await other.operations.transition('a', ['confirmed'], 'sending', {}, taken.claim)).toBe('moved');
      expect(await other.operations.transition('a', ['confirmed'], 'sending', {}, taken.claim)).toBe(
        'not_there',
      );
    });

    it('lists by state newest first, debts oldest first, and what a sync may explain', async () => {
      await brought('a', ['confirmed', 'sending', 'done'], 'acc-1');
      await store.operations.update('a', {
        owesRow: true,
        answeredAt: 20,
        confirmedAt: NOW,
        sentAt: NOW + 5,
      });
      await brought('b', ['confirmed', 'sending', 'done'], 'acc-1');
      await store.operations.update('b', { owesRow: true, answeredAt: 10, confirmedAt: NOW + 1 });
      await store.operations.insertDraft(aDraft({ id: 'c', createdAt: NOW + 9 }));
      const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
      expect(ids(await store.operations.ofAccount('acc-1', ['draft', 'done'], 1))).toEqual(['c']);
      expect(ids(await store.operations.ofAccount('acc-1', ['done'], 5)).toSorted()).toEqual(['a', 'b']);
      expect(ids(await store.operations.owing('acc-1'))).toEqual(['b', 'a']);
      expect(ids(await store.operations.recent('acc-1', NOW + 1)).toSorted()).toEqual(['a', 'b']);
      expect(ids(await store.operations.recent('acc-1', NOW + 2))).toEqual(['a']);
    });

    it('remembers the history rows that explain a move', async () => {
      await brought('a', ['confirmed', 'sending', 'unknown', 'done'], 'acc-1');
      await store.operations.update('a', { result: { kind: 'seen', orderId: 3, row: ROW } });
      await brought('b', ['confirmed', 'sending', 'unknown', 'done'], 'acc-1');
      await store.operations.update('b', { result: { kind: 'seen', orderId: 4, row: undefined } });
      await brought('c', ['confirmed', 'sending', 'unknown', 'needs_review'], 'acc-1');
      await store.operations.update('c', { result: { kind: 'several', candidates: [ROW, ROW] } });
      expect(await store.operations.explainingRows('acc-1')).toEqual([ROW]);
    });

    it('remembers the rows that the person named as well, where they named one', async () => {
      const named = { ...ROW, txnTime: NOW + 1 };
      const states = ['confirmed', 'sending', 'unknown', 'needs_review', 'done'] as const;
      await brought('a', states, 'acc-1');
      await store.operations.update('a', { result: { kind: 'person', happened: true, row: named } });
      await brought('b', states, 'acc-1');
      await store.operations.update('b', { result: { kind: 'person', happened: true, row: undefined } });
      expect(await store.operations.explainingRows('acc-1')).toEqual([named]);
    });

    it('tells when a move is looked at next, and nothing where it is not', async () => {
      await store.operations.insertDraft(aDraft());
      expect((await store.operations.get('op-1'))?.dueAt).toBeUndefined();
      await confirm('op-1');
      expect((await store.operations.get('op-1'))?.dueAt).toBe(NOW);
      const taken = only(await store.operations.claimDue(['confirmed'], NOW, 1));
      expect(taken.row.dueAt).toBe(NOW);
      await store.operations.release('op-1', taken.claim, NOW + 30_000);
      expect((await store.operations.get('op-1'))?.dueAt).toBe(NOW + 30_000);
      await store.operations.update('op-1', { dueAt: null });
      expect((await store.operations.get('op-1'))?.dueAt).toBeUndefined();
    });

    it('lets the life of a draft begin when its card was shown, and changes nothing else', async () => {
      await store.operations.insertDraft(aDraft());
      const shown = { cardMessageId: 77, shownAt: NOW + 9, expiresAt: NOW + 120_009 };
      await store.operations.showDraft('op-1', shown);
      expect(await store.operations.get('op-1')).toMatchObject({ state: 'draft', ...shown });
      await store.operations.showDraft('op-1', { cardMessageId: 78, shownAt: NOW + 8, expiresAt: NOW });
      expect(await store.operations.get('op-1')).toMatchObject(shown);
      const later = { shownAt: NOW + 10, expiresAt: NOW + 120_010 };
      await store.operations.showDraft('op-1', later);
      expect(await store.operations.get('op-1')).toMatchObject({ ...later, cardMessageId: 77 });
      await confirm('op-1');
      await store.operations.showDraft('op-1', { cardMessageId: 79, shownAt: NOW + 99, expiresAt: NOW });
      expect(await store.operations.get('op-1')).toMatchObject({ ...later, cardMessageId: 77 });
      await store.operations.showDraft('nothing', later);
    });

    it('tells what may have gone into a product since a moment of the exchange', async () => {
      const evidence = { takenAt: NOW, orders: [], history: undefined, balances: undefined };
      const move = aDraft().move;
      if (move.kind !== 'deposit') throw new Error('no deposit');
      async function went(id: string, states: readonly OperationState[], over: Partial<NewOperation> = {}) {
        await store.operations.insertDraft(aDraft({ id, accountId: 'acc-1', ...over }));
        let from: OperationState = 'draft';
        for (const to of states) {
          await store.operations.transition(id, [from], to, to === 'sending' ? { evidence } : {});
          from = to;
        }
      }
      await went('a', ['confirmed', 'sending', 'done']);
      await went('b', ['confirmed', 'sending', 'rejected']);
      await went('c', ['confirmed', 'sending', 'unknown', 'not_found']);
      await went('d', ['confirmed', 'sending', 'done'], {
        move: { ...move, product: { ...move.product, id: 'another' } },
      });
      await went('e', ['confirmed', 'sending', 'done'], {
        move: { kind: 'redeem', product: move.product, orderId: 1, amount: amountOf('5'), whole: true },
      });
      await went('f', ['confirmed', 'sending', 'done'], { accountId: 'acc-2' });
      await went('g', ['confirmed', 'sending', 'done'], { move: { ...move, amount: amountOf('0.25') } });
      await went('h', ['confirmed', 'sending', 'unknown'], { move: { ...move, amount: amountOf('7') } });
      await went('i', []);
      const { deposited } = store.operations;
      expect((await deposited('acc-1', 'flex-usdt', NOW)).toSorted()).toEqual([
        '0.25',
        '500.000000000000000001',
        '7',
      ]);
      await store.operations.transition('h', ['unknown'], 'not_found', {});
      await went('j', ['confirmed', 'sending'], { move: { ...move, amount: amountOf('8') } });
      expect(await deposited('acc-1', 'flex-usdt', NOW)).toContain('8');
      expect(await deposited('acc-1', 'flex-usdt', NOW)).not.toContain('7');
      expect(await deposited('acc-1', 'flex-usdt', NOW + 1)).toEqual([]);
    });

    it('expires drafts whose card ran out before the moment, and nothing else', async () => {
      await store.operations.insertDraft(aDraft({ id: 'a', expiresAt: NOW - 1 }));
      await store.operations.insertDraft(aDraft({ id: 'b', expiresAt: NOW }));
      await brought('c', ['confirmed']);
      expect(await store.operations.expireDrafts(NOW)).toBe(1);
      const states = await Promise.all(['a', 'b', 'c'].map((id) => store.operations.get(id)));
      expect(states.map((operation) => operation?.state)).toEqual(['expired', 'draft', 'confirmed']);
      expect(states[0]?.endedAt).toBe(NOW);
    });
  });
}
