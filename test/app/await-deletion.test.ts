// Messages with a secret are gone, or were tried to be, before the exchange is asked about the key.
import { describe, expect, it } from 'vitest';
import { DELETION_WAIT_MS } from '../../src/app/await-deletion.ts';
import type { SendOutcome } from '../../src/app/ports.ts';
import type { User } from '../../src/app/store.ts';
import { createDeletionRunner } from '../../src/jobs/delete.ts';
import { connect, createHouse, type House, type Instance, KEY, meet, SECRET } from './harness.ts';
import { createScene } from './moves.ts';

interface Scene {
  readonly house: House;
  readonly a: Instance;
  readonly user: User;
}

const LOST: SendOutcome = { kind: 'unclear' };
const REFUSED: SendOutcome = { kind: 'refused', gone: false, description: "message can't be deleted" };
const OTHER_KEY = 'otherkey00112233445566778899aabbccdd';

async function typed({ a, user }: Scene, key = KEY, replaces: string | undefined = undefined) {
  await a.app.startCapture(user, user.chatId, 'live', replaces);
  await a.app.capture(user, user.chatId, 601, key);
  const step = await a.app.capture(user, user.chatId, 602, SECRET);
  if (step.kind !== 'stored' || step.outcome.kind !== 'testing') throw new Error(JSON.stringify(step));
  return step.outcome.account.id;
}

async function start(): Promise<Scene> {
  const house = createHouse();
  const a = house.instance('a');
  return { house, a, user: await meet(house, a) };
}

/** Whether the exchange was asked about the key. */
async function isTested({ house, a }: Scene): Promise<boolean> {
  const before = house.earn.live.reads.length;
  await a.syncDue();
  return house.earn.live.reads.length > before;
}

/** Tries one of the messages, and hears that it is gone. */
async function deleteOne({ house, a }: Scene): Promise<void> {
  const [first] = await a.store.deletions.claimDue(house.clock.now, 1);
  if (first === undefined) throw new Error('nothing to delete');
  await a.store.deletions.done(first.row, first.claim);
  await a.app.deletionTried(7);
}

describe('the test of a new key', () => {
  it('comes after both messages of its secret were deleted, and at once then', async () => {
    const scene = await start();
    await typed(scene);
    expect(await isTested(scene)).toBe(false);
    await deleteOne(scene);
    expect(await isTested(scene)).toBe(false);
    await deleteOne(scene);
    expect(scene.a.wakes.at(-1)).toBe('sync');
    expect(await isTested(scene)).toBe(true);
  });

  it.each([
    ['the answer was lost', LOST],
    ['nothing was sent', { kind: 'not_sent' }],
    ['Telegram asks to wait', { kind: 'retry_after', waitMs: 60_000 }],
    ['Telegram refuses', REFUSED],
  ] as const)('waits for one try only, also where %s', async (_what, outcome) => {
    const scene = await start();
    await typed(scene);
    await scene.a.deleteDue(outcome);
    expect(await isTested(scene)).toBe(true);
    expect(scene.house.notices('connected')).toHaveLength(1);
  });

  it('waits five seconds at most while Telegram does not answer', async () => {
    const scene = await start();
    await typed(scene);
    // Both tries are under way and end nowhere.
    expect(await scene.a.store.deletions.claimDue(scene.house.clock.now, 10)).toHaveLength(2);
    scene.house.advance(DELETION_WAIT_MS - 1);
    expect(await isTested(scene)).toBe(false);
    scene.house.advance(1);
    expect(await isTested(scene)).toBe(true);
    expect(DELETION_WAIT_MS).toBeLessThanOrEqual(5_000);
  });

  it('waits likewise where it is another key for a known account', async () => {
    const scene = await createScene();
    await typed(scene, OTHER_KEY, scene.account.id);
    expect(await isTested(scene)).toBe(false);
    await scene.a.deleteDue();
    expect(await isTested(scene)).toBe(true);
  });

  it('does not wait for messages of another person', async () => {
    const scene = await start();
    const other = await meet(scene.house, scene.a, 8);
    await scene.a.app.deleteSecret(other, 8, 700);
    // Under way, and not over yet.
    await scene.a.store.deletions.claimDue(scene.house.clock.now, 1);
    await typed(scene);
    await deleteOne(scene);
    await deleteOne(scene);
    expect(await isTested(scene)).toBe(true);
  });

  it('is not hurried by a deletion while it waits for an exchange that is away', async () => {
    const scene = await start();
    scene.house.earn.live.failReads('orders', 'unavailable');
    const id = await typed(scene);
    await scene.a.deleteDue(LOST);
    await scene.a.syncDue();
    const dueAt = scene.house.dueAt(id);
    expect(dueAt).toBe(scene.house.clock.now + 30_000);
    scene.house.advance(500);
    await scene.a.deleteDue();
    expect(scene.house.dueAt(id)).toBe(dueAt);
  });

  it('goes on when the instance that was deleting died: the next one takes the message over', async () => {
    const scene = await start();
    const { house, a } = scene;
    const b = house.instance('b');
    await typed(scene);
    await a.store.deletions.claimDue(house.clock.now, 10);
    expect(await b.deleteDue()).toBe(0);
    house.state.engine.kill('a');
    expect(await b.deleteDue()).toBe(2);
    expect(house.state.tables.deletions.rows()).toEqual([]);
    expect(await isTested({ ...scene, a: b })).toBe(true);
  });
});

describe('a message with a key', () => {
  it('that is deleted a little later is no reason for a word', async () => {
    const scene = await start();
    const { house, a } = scene;
    await typed(scene);
    await a.deleteDue(LOST);
    await a.syncDue();
    house.advance(500);
    await a.deleteDue(LOST);
    house.advance(1_000);
    await a.deleteDue();
    expect(house.state.tables.deletions.rows()).toEqual([]);
    expect(house.notices().map(({ kind }) => kind)).toEqual(['connected']);
  });

  it('that Telegram refuses to delete, even long after connecting, is told in a message of its own', async () => {
    const scene = await start();
    const { house, a } = scene;
    await typed(scene);
    await a.deleteDue(LOST);
    await a.syncDue();
    house.advance(3_600_000);
    await a.deleteDue(REFUSED);
    expect(house.notices().map(({ kind, replyTo }) => [kind, replyTo])).toEqual([
      ['connected', undefined],
      ['secret_not_deleted', 601],
      ['secret_not_deleted', 602],
    ]);
  });

  it('is deleted after /forget too, and nobody is told when that is refused', async () => {
    const scene = await start();
    const { house, a, user } = scene;
    await connect(house, a, user);
    await a.app.deleteSecret(user, 7, 777);
    await a.app.deleteSecret(user, 7, 778);
    expect(await a.app.forget(user)).toMatchObject({ undeletedMessages: 2 });
    const told = house.notices().length;
    const rows = () => house.state.tables.deletions.rows().map(({ row }) => row);
    expect(rows()).toEqual([
      { chatId: 7, messageId: 777, userId: undefined, attempts: 0 },
      { chatId: 7, messageId: 778, userId: undefined, attempts: 0 },
    ]);
    await deleteOne(scene);
    await a.deleteDue(REFUSED);
    expect(rows()).toEqual([]);
    expect(house.notices()).toHaveLength(told);
  });

  it('is told of to nobody who was forgotten while Telegram was asked', async () => {
    const scene = await start();
    const { house, a, user } = scene;
    await a.app.deleteSecret(user, 7, 777);
    const [held] = await a.store.deletions.claimDue(house.clock.now, 1);
    await a.app.forget(user);
    expect(held?.row.userId).toBe(7);
    const run = createDeletionRunner({
      store: a.store,
      messenger: { delete: async () => REFUSED },
      clock: a.deps.clock,
      log: a.deps.log,
      wakeDeliver: () => undefined,
      tried: a.app.deletionTried,
    });
    if (held !== undefined) await run(held);
    expect(house.notices()).toEqual([]);
    expect(house.state.tables.deletions.rows()).toEqual([]);
  });
});
