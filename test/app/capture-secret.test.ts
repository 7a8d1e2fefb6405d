import { describe, expect, it } from 'vitest';
import { createConnect } from '../../src/app/connect-account.ts';
import { createOpenPractice } from '../../src/app/open-practice.ts';
import type { User } from '../../src/app/store.ts';
import { connect, createHouse, type House, type Instance, KEY, meet, SECRET } from './harness.ts';

interface Scene {
  readonly house: House;
  readonly a: Instance;
  readonly user: User;
}

async function start(): Promise<Scene> {
  const house = createHouse();
  const a = house.instance('a');
  return { house, a, user: await meet(house, a) };
}

const deletions = ({ house }: Scene): readonly number[] =>
  house.state.tables.deletions.rows().map(({ row }) => row.messageId);

const dump = ({ house }: Scene): string =>
  JSON.stringify(Object.values(house.state.tables).map((table) => table.rows()));

describe('a secret typed in the chat', () => {
  it('is taken key first, passphrase last, each message due for deletion at once', async () => {
    const scene = await start();
    const { a, user, house } = scene;
    await a.app.startCapture(user, 7, 'testnet', undefined);
    expect(await a.app.capture(user, 7, 501, KEY)).toEqual({ kind: 'await_passphrase' });
    expect(deletions(scene)).toEqual([501]);
    const step = await a.app.capture(user, 7, 502, SECRET);
    expect(step).toMatchObject({
      kind: 'stored',
      outcome: { kind: 'testing', account: { environment: 'testnet', status: 'testing', label: 'Main' } },
    });
    expect(deletions(scene)).toEqual([501, 502]);
    expect(house.state.tables.captures.get(7)).toBeUndefined();
    // The test of the key is not woken here: it waits for the deletions.
    expect(a.wakes).toEqual(['delete', 'delete', 'deliver']);
  });

  it('is stored sealed for its owner and account: no row holds it in clear', async () => {
    const scene = await start();
    const account = await connect(scene.house, scene.a, scene.user);
    expect(dump(scene)).not.toContain(KEY);
    expect(dump(scene)).not.toContain(SECRET);
    expect(account).toMatchObject({
      keyTail: KEY.slice(-4),
      keySealed: expect.stringMatching(`^7/${account.id}/key`),
      secretSealed: expect.stringMatching(`^7/${account.id}/secret`),
    });
    expect(JSON.stringify(scene.house.logged)).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
  });

  it('is taken from one message as well', async () => {
    const scene = await start();
    await scene.a.app.startCapture(scene.user, 7, 'live', undefined);
    const step = await scene.a.app.capture(scene.user, 7, 501, `API Key: ${KEY}\nPassphrase: ${SECRET}`);
    expect(step).toMatchObject({ kind: 'stored', outcome: { kind: 'testing' } });
    expect(deletions(scene)).toEqual([501]);
    await scene.a.deleteDue();
    await scene.a.syncDue();
    expect(scene.house.notices('connected')).toHaveLength(1);
  });

  it('is asked for again when the text cannot be one, and that message goes too', async () => {
    const scene = await start();
    await scene.a.app.startCapture(scene.user, 7, 'live', undefined);
    expect(await scene.a.app.capture(scene.user, 7, 501, 'what do you mean?')).toEqual({ kind: 'bad_text' });
    expect(deletions(scene)).toEqual([501]);
    expect(await scene.a.app.capture(scene.user, 7, 502, KEY)).toEqual({ kind: 'await_passphrase' });
  });

  it('is not waited for longer than five minutes', async () => {
    const scene = await start();
    const { a, user, house } = scene;
    await a.app.startCapture(user, 7, 'live', undefined);
    house.advance(300_000);
    expect((await a.app.capture(user, 7, 501, KEY)).kind).toBe('await_passphrase');
    house.advance(300_001);
    expect(await a.app.capture(user, 7, 502, SECRET)).toEqual({ kind: 'expired' });
    expect(await a.app.capture(user, 7, 503, 'hello')).toEqual({ kind: 'none' });
  });

  it('is deleted even when it came too late, unless it is plain text', async () => {
    const scene = await start();
    for (const [messageId, text] of [
      [501, 'hello there'],
      [502, KEY],
      [503, `${KEY} ${SECRET}`],
    ] as const) {
      await scene.a.app.startCapture(scene.user, 7, 'live', undefined);
      scene.house.advance(300_001);
      expect(await scene.a.app.capture(scene.user, 7, messageId, text)).toEqual({ kind: 'expired' });
    }
    expect(deletions(scene)).toEqual([502, 503]);
  });

  it('is not taken from another chat, nor after the person stopped', async () => {
    const scene = await start();
    await scene.a.app.startCapture(scene.user, 7, 'live', undefined);
    expect(await scene.a.app.capture(scene.user, 8, 501, KEY)).toEqual({ kind: 'none' });
    await scene.a.app.stopCapture(scene.user);
    expect(await scene.a.app.capture(scene.user, 7, 502, KEY)).toEqual({ kind: 'none' });
    expect(deletions(scene)).toEqual([]);
  });

  it('is due for deletion at any other moment, when the bot says so', async () => {
    const scene = await start();
    await scene.a.app.deleteSecret(scene.user, 7, 777);
    expect(deletions(scene)).toEqual([777]);
    expect(scene.a.wakes).toEqual(['delete']);
  });

  it('leaves neither account nor deletion when the transaction breaks', async () => {
    const house = createHouse();
    let armed = false;
    const a = house.instance('a', {
      before: (call) => {
        if (armed && call === 'commit') throw new Error('gone');
      },
    });
    const user = await meet(house, a);
    await a.app.startCapture(user, 7, 'live', undefined);
    armed = true;
    await expect(a.app.capture(user, 7, 501, `${KEY} ${SECRET}`)).rejects.toThrow('gone');
    expect(house.state.tables.accounts.rows()).toEqual([]);
    expect(house.state.tables.deletions.rows()).toEqual([]);
    expect(house.state.tables.captures.get(7)).toBeDefined();
  });
});

describe('connecting', () => {
  const both = async ({ a, user }: Scene, key = KEY, secret = SECRET) => {
    await a.app.startCapture(user, user.chatId, 'live', undefined);
    const step = await a.app.capture(user, user.chatId, 900, `${key} ${secret}`);
    if (step.kind !== 'stored') throw new Error(step.kind);
    return step.outcome;
  };

  it('refuses a key of another person, keeps nothing of it, and tells the first once a day', async () => {
    const scene = await start();
    await connect(scene.house, scene.a, scene.user);
    const other = await meet(scene.house, scene.a, 8);
    expect(await both({ ...scene, user: other })).toEqual({ kind: 'taken' });
    expect(await both({ ...scene, user: other })).toEqual({ kind: 'taken' });
    expect(await scene.a.app.accounts(other)).toEqual([]);
    expect(scene.house.notices('key_elsewhere')).toMatchObject([{ userId: 7, chatId: 7 }]);
    expect(dump(scene)).not.toContain(`8/`);
    // Its message is deleted all the same.
    expect(scene.house.state.tables.deletions.rows().some(({ row }) => row.userId === 8)).toBe(true);
  });

  it('says so when the person connected this key already', async () => {
    const scene = await start();
    const account = await connect(scene.house, scene.a, scene.user);
    expect(await both(scene)).toMatchObject({ kind: 'already', account: { id: account.id } });
  });

  it('tests a rejected or untested key again, with the passphrase typed now', async () => {
    const scene = await start();
    const account = await connect(scene.house, scene.a, scene.user);
    await scene.a.store.accounts.update(account.id, { status: 'rejected', refusedSince: 5 });
    const secret = `${SECRET}new`;
    expect(await both(scene, KEY, secret)).toMatchObject({ kind: 'testing', account: { id: account.id } });
    expect(scene.house.account(account.id)).toMatchObject({ status: 'testing', refusedSince: undefined });
    expect(
      scene.a.deps.vault.open(scene.house.account(account.id).secretSealed, {
        owner: 7,
        record: account.id,
        field: 'secret',
      }),
    ).toBe(secret);
  });

  it('ends at ten accounts a person', async () => {
    const scene = await start();
    for (let index = 0; index < 10; index += 1) {
      expect((await both(scene, `manykeys00112233445566778899aabbcc${index}`)).kind).toBe('testing');
    }
    expect(await both(scene)).toEqual({ kind: 'too_many_accounts', limit: 10 });
    expect((await scene.a.app.accounts(scene.user)).map(({ label }) => label)).toEqual([
      'Main',
      ...Array.from({ length: 9 }, (_, index) => `Account ${index + 2}`),
    ]);
  });

  it('ignores a replacement that is not the person’s, or of another environment', async () => {
    const scene = await start();
    const first = await connect(scene.house, scene.a, scene.user, { environment: 'testnet' });
    await scene.a.app.startCapture(scene.user, 7, 'live', first.id);
    const step = await scene.a.app.capture(
      scene.user,
      7,
      900,
      `replacement00112233445566778899aabb ${SECRET}`,
    );
    expect(step).toMatchObject({ outcome: { kind: 'testing', account: { label: 'Account 2' } } });
  });

  it('makes the new account the one in use', async () => {
    const scene = await start();
    await connect(scene.house, scene.a, scene.user);
    const second = await connect(scene.house, scene.a, scene.user, {
      key: 'second00112233445566778899aabbccdd',
    });
    expect((await scene.a.app.activeAccount(scene.user))?.id).toBe(second.id);
  });
});

describe('a practice account', () => {
  it('is opened once a person, connected like any other, and named so', async () => {
    const { house, a, user } = await start();
    const outcome = await a.app.openPractice(user);
    expect(outcome).toMatchObject({
      kind: 'testing',
      account: { environment: 'practice', label: 'Practice' },
    });
    await a.syncDue();
    expect(house.notices('connected')).toMatchObject([{ data: { account: { environment: 'practice' } } }]);
    await connect(house, a, user);
    expect(await a.app.openPractice(user)).toMatchObject({ kind: 'already' });
    expect((await a.app.activeAccount(user))?.environment).toBe('practice');
    expect(house.logged.filter(({ event }) => event === 'touch').length).toBeGreaterThan(0);
  });

  it('that the practice exchange does not know any more gets a new one, in its place', async () => {
    const { house, a, user } = await start();
    const opened = await a.app.openPractice(user);
    if (opened.kind !== 'testing') throw new Error(opened.kind);
    const { id, keyTail } = opened.account;
    await a.syncDue();
    await a.store.accounts.update(id, { status: 'rejected' });
    expect(await a.app.openPractice(user)).toMatchObject({ kind: 'testing', account: { id } });
    await a.syncDue();
    expect(house.account(id)).toMatchObject({ status: 'active', label: 'Practice' });
    expect(house.account(id).keyTail).not.toBe(keyTail);
    expect(await a.app.openPractice(user)).toMatchObject({ kind: 'already' });
  });

  it('is opened for the person, so that it can go with them', async () => {
    const { a, user } = await start();
    const asked: number[] = [];
    const openPractice = createOpenPractice(
      {
        ...a.deps,
        openPracticeAccount: async (userId) => {
          asked.push(userId);
          return { apiKey: 'practice-key', secret: 'practice-secret' };
        },
      },
      createConnect(a.deps),
    );
    expect((await openPractice(user)).kind).toBe('testing');
    expect(asked).toEqual([7]);
  });

  it('has a name of its own even where a person took it', async () => {
    const { a, user, house } = await start();
    const main = await connect(house, a, user);
    await a.app.renameAccount(user, main.id, 'Practice');
    expect(await a.app.openPractice(user)).toMatchObject({ account: { label: 'Practice 2' } });
  });
});
