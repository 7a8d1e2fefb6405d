import { describe, expect, it } from 'vitest';
import type { AppSettings } from '../../src/app/app.ts';
import { guessLanguage } from '../../src/app/meet-person.ts';
import { connect, createHouse, meet } from './harness.ts';
import { createScene, draftDeposit, tap } from './moves.ts';

async function start(settings: Partial<AppSettings> = {}) {
  const house = createHouse(settings);
  const a = house.instance('a');
  const see = (id: number, languageCode: string | undefined = 'en') =>
    a.app.meet({ id, chatId: id, firstName: `Person ${id}`, languageCode });
  return { house, a, see };
}

describe('the language of a new person', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'en'],
    ['zh', 'zh-hans'],
    ['zh-CN', 'zh-hans'],
    ['zh-hans-tw', 'zh-hans'],
    ['zh-Hant', 'zh-hant'],
    ['zh-hant-hk', 'zh-hant'],
    ['zh-TW', 'zh-hant'],
    ['zh_HK', 'zh-hant'],
    ['zh-mo', 'zh-hant'],
    ['zhx', 'en'],
  ])('is guessed from %j as %s', (code, language) => {
    expect(guessLanguage(code)).toBe(language);
  });
});

describe('meeting a person', () => {
  it('makes a row at first sight: no access, nothing chosen', async () => {
    const { house, see } = await start();
    const { user, awayMs, pushWasOff } = await see(7, 'zh-TW');
    expect(user).toEqual(house.state.tables.users.get(7));
    expect(user).toMatchObject({
      language: 'zh-hant',
      languageChosen: false,
      access: 'none',
      role: 'viewer',
      hiddenAmounts: false,
    });
    expect([awayMs, pushWasOff]).toEqual([0, false]);
  });

  it('tells how long they were away, brings pushes back, keeps what they chose', async () => {
    const { house, a, see } = await start();
    const { user } = await see(7);
    await a.app.setLanguage(user, 'zh-hans');
    await a.app.setTimeZone(user, 'Asia/Taipei');
    await a.app.setHiddenAmounts(user, true);
    await a.store.users.update(7, { pushOff: true });
    house.advance(8 * 86_400_000);
    const again = await a.app.meet({ id: 7, chatId: 77, firstName: 'Renamed', languageCode: 'de' });
    expect(again).toMatchObject({ awayMs: 8 * 86_400_000, pushWasOff: true });
    expect(house.state.tables.users.get(7)).toMatchObject({
      chatId: 77,
      firstName: 'Renamed',
      language: 'zh-hans',
      languageChosen: true,
      timeZone: 'Asia/Taipei',
      hiddenAmounts: true,
      pushOff: false,
      lastSeenAt: house.clock.now,
    });
  });

  it('writes nothing for a person who was just here', async () => {
    const calls: string[] = [];
    const house = createHouse();
    const a = house.instance('a', { before: (call) => void calls.push(call) });
    const who = { id: 7, chatId: 7, firstName: 'P', languageCode: 'en' };
    await a.app.meet(who);
    calls.length = 0;
    house.advance(30_000);
    await a.app.meet(who);
    expect(calls).toEqual(['users.get']);
  });
});

describe('who may use the bot', () => {
  it('is nobody but the owners at first', async () => {
    const { a, see } = await start();
    expect(a.app.mayUse((await see(7)).user)).toBe(false);
    const owner = (await see(1)).user;
    expect(owner).toMatchObject({ role: 'owner', access: 'approved' });
    expect(a.app.mayUse(owner)).toBe(true);
  });

  it.each([
    ['list', [], false],
    ['list', [8], false],
    ['list', [7, 8], true],
    ['open', [], true],
  ] as const)('is decided by ACCESS=%s with %j', async (access, allowedIds, may) => {
    const { a, see } = await start({ access, allowedIds });
    expect(a.app.mayUse((await see(7)).user)).toBe(may);
    expect(a.app.mayUse((await see(1)).user)).toBe(true);
  });

  it('is nobody who was refused, even where access is open', async () => {
    const { a, see } = await start({ access: 'open' });
    const { user } = await see(7);
    expect(a.app.mayUse({ ...user, access: 'refused' })).toBe(false);
  });

  it('is asked of the owners once, and answered once', async () => {
    const { house, a, see } = await start();
    const owner = (await see(1)).user;
    const { user } = await see(7);
    expect(await a.app.askAccess(user)).toBe('asked');
    expect(await a.app.askAccess(user)).toBe('waiting');
    expect(await a.app.askAccess((await see(7)).user)).toBe('waiting');
    expect(house.notices()).toMatchObject([
      { userId: 1, data: { kind: 'access_asked', person: { id: 7, name: 'Person 7' } } },
    ]);
    expect(await a.app.answerAccess(user, 7, true)).toBe(false);
    expect(await a.app.answerAccess(owner, 99, true)).toBe(false);
    expect(await a.app.answerAccess(owner, 1, false)).toBe(false);
    expect(await a.app.answerAccess(owner, 7, true)).not.toBe(false);
    expect(await a.app.answerAccess(owner, 7, true)).toBe(false);
    expect(a.app.mayUse((await see(7)).user)).toBe(true);
    expect(house.notices('access_answered')).toMatchObject([{ userId: 7, data: { approved: true } }]);
    expect(house.state.tables.audit.rows()).toMatchObject([{ action: 'answer_access', userId: 1 }]);
    expect(await a.app.answerAccess(owner, 7, false)).not.toBe(false);
    expect(a.app.mayUse((await see(7)).user)).toBe(false);
    expect(new Set(a.wakes)).toEqual(new Set(['deliver', 'sync']));
  });

  it('is not asked where no approval is given', async () => {
    const { house, a, see } = await start({ access: 'list' });
    await see(1);
    await a.app.askAccess((await see(7)).user);
    expect(house.notices()).toEqual([]);
    expect(house.state.tables.users.get(7)?.access).toBe('none');
  });
});

describe('the owner', () => {
  it('is claimed once, with the newest printed payload only', async () => {
    const { house, a, see } = await start({ ownerIds: [] });
    const { user } = await see(7);
    const first = (await a.app.ownerClaim()) ?? '';
    const payload = (await a.app.ownerClaim()) ?? '';
    expect(payload).not.toBe(first);
    expect(JSON.stringify(house.state.tables.meta.rows())).not.toContain(`"${payload}"`);
    expect([await a.app.isOwnerClaim(first), await a.app.isOwnerClaim(payload)]).toEqual([false, true]);
    // Looking at the card changes nothing.
    expect(house.state.tables.users.get(7)?.role).toBe('viewer');
    expect(await a.app.becomeOwner(user, first)).toBe(false);
    expect(await a.app.becomeOwner(user, payload)).toBe(true);
    expect(house.state.tables.users.get(7)).toMatchObject({ role: 'owner', access: 'approved' });
    expect(house.state.tables.audit.rows()).toMatchObject([{ action: 'become_owner', userId: 7 }]);
    expect(await a.app.isOwnerClaim(payload)).toBe(false);
    expect(await a.app.becomeOwner((await see(8)).user, payload)).toBe(false);
    expect(await a.app.ownerClaim()).toBeUndefined();
    expect(a.app.mayUse((await see(7)).user)).toBe(true);
  });

  it('cannot be claimed where the setting names owners', async () => {
    const { a, see } = await start({ ownerIds: [1] });
    expect(await a.app.ownerClaim()).toBeUndefined();
    expect(await a.app.isOwnerClaim('anything')).toBe(false);
    expect(await a.app.becomeOwner((await see(7)).user, 'anything')).toBe(false);
  });

  it('is no owner any more once the setting names others', async () => {
    const { house, a, see } = await start();
    await see(7);
    await a.store.users.update(7, { role: 'owner' });
    const { user } = await see(7);
    expect(user.role).toBe('viewer');
    expect(house.state.tables.users.get(7)?.role).toBe('viewer');
    expect(await a.app.setPaused(user, true)).toBe(false);
  });

  it('pauses and resumes money for all, with an entry in the audit log', async () => {
    const { house, a, see } = await start();
    const owner = (await see(1)).user;
    expect(await a.app.isPaused()).toBe(false);
    expect(await a.app.setPaused((await see(7)).user, true)).toBe(false);
    expect(await a.app.isPaused()).toBe(false);
    expect(await a.app.setPaused(owner, true)).toBe(true);
    expect(await a.app.isPaused()).toBe(true);
    expect(await a.app.setPaused(owner, false)).toBe(true);
    expect(await a.app.isPaused()).toBe(false);
    expect(house.state.tables.audit.rows().map(({ action }) => action)).toEqual([
      'pause_money',
      'pause_money',
    ]);
  });
});

describe('the accounts of a person', () => {
  it('are switched, renamed and disconnected by their owner only', async () => {
    const scene = await createScene();
    const { house, a, user, account } = scene;
    const second = await connect(house, a, user, { key: 'second00112233445566778899aabbccdd' });
    const stranger = await meet(house, a, 8);
    expect((await a.app.accounts(user)).map(({ id }) => id)).toEqual([account.id, second.id]);
    expect(await a.app.switchAccount(stranger, account.id)).toBe(false);
    expect(await a.app.switchAccount(user, account.id)).toBe(true);
    expect((await a.app.activeAccount(user))?.id).toBe(account.id);
    expect(await a.app.renameAccount(stranger, account.id, 'Mine')).toBe(false);
    expect(await a.app.disconnect(stranger, account.id)).toEqual({ kind: 'not_yours' });
    expect(await a.app.disconnect(user, account.id)).toEqual({ kind: 'done' });
    expect((await a.app.activeAccount(user))?.id).toBe(second.id);
    expect(house.state.tables.accounts.get(account.id)?.row).toMatchObject({
      keySealed: '',
      secretSealed: '',
      keyTail: '',
      label: '',
    });
    expect(await a.app.disconnect(user, account.id)).toEqual({ kind: 'not_yours' });
    expect(await a.app.disconnect(user, second.id)).toEqual({ kind: 'done' });
    expect(await a.app.activeAccount(user)).toBeUndefined();
  });

  it.each([
    ['Savings', 'Savings'],
    ['  my   long \n term ', 'my long term'],
    ['日'.repeat(24), '日'.repeat(24)],
    ['🐳'.repeat(24), '🐳'.repeat(24)],
    ['', undefined],
    ['   ', undefined],
    ['x'.repeat(25), undefined],
    ['a\u0000b', undefined],
  ])('are named %j as %j', async (text, label) => {
    const { house, a, user, account } = await createScene();
    expect(await a.app.renameAccount(user, account.id, text)).toBe(label !== undefined);
    expect(house.account(account.id).label).toBe(label ?? 'Main');
  });

  it('are not disconnected while a move is under way', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    expect(await scene.a.app.disconnect(scene.user, scene.account.id)).toEqual({ kind: 'done' });
    expect((await tap(scene, operation)).kind).toBe('late');

    const busy = await createScene();
    const { id } = await draftDeposit(busy);
    await tap(busy, busy.house.operation(id));
    expect(await busy.a.app.disconnect(busy.user, busy.account.id)).toMatchObject({
      kind: 'under_way',
      operation: { id },
    });
    expect(busy.house.account(busy.account.id).keySealed).not.toBe('');
  });

  it('are kept in use when another is disconnected', async () => {
    const { house, a, user, account } = await createScene();
    const second = await connect(house, a, user, { key: 'second00112233445566778899aabbccdd' });
    expect(await a.app.disconnect(user, account.id)).toEqual({ kind: 'done' });
    expect(house.state.tables.users.get(7)?.activeAccountId).toBe(second.id);
  });
});

describe('forgetting', () => {
  it('waits for a request that is going out, so that it finds its row when its answer comes', async () => {
    const scene = await createScene();
    const { house, a, user } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    const { promise: gone, resolve: letGo } = Promise.withResolvers<void>();
    let forgotten: ReturnType<typeof a.app.forget> | undefined;
    house.earn.live.onCall = async (call) => {
      if (call !== 'deposit') return;
      forgotten = a.app.forget(user);
      await gone;
    };
    const sent = a.submitDue();
    let looks = 0;
    house.onSleep = () => {
      looks += 1;
      if (looks === 2) letGo();
    };
    await sent;
    expect(await forgotten).toEqual({ accounts: 1, underWay: [], undeletedMessages: 0 });
    expect(house.logged.map(({ event }) => event)).toContain('operation.outcome');
    expect(house.state.tables.accounts.rows()).toEqual([]);
  });

  it('wipes every row of the person and of nobody else', async () => {
    const scene = await createScene();
    const { house, a, user } = scene;
    const other = await meet(house, a, 8);
    await connect(house, a, other, { key: 'second00112233445566778899aabbccdd' });
    await draftDeposit(scene);
    await a.app.startCapture(user, 7, 'live', undefined);
    expect(await a.app.forget(user)).toEqual({ accounts: 1, underWay: [], undeletedMessages: 0 });
    const { tables } = house.state;
    const left = JSON.stringify(Object.values(tables).map((table) => table.rows()));
    expect(left).not.toMatch(/"userId":7\b|"owner":7\b|"7\//);
    expect(tables.accounts.rows().map(({ row }) => row.userId)).toEqual([8]);
    house.advance(86_400_000);
    const reads = house.earn.live.nonces.length;
    await a.syncDue();
    expect(house.earn.live.nonces.length - reads).toBe(1);
  });

  it('names what was sent and goes on at the exchange, not what was only confirmed', async () => {
    const sent = await createScene();
    sent.house.earn.live.script.push({
      executes: true,
      answer: { kind: 'unclear', cause: 'timeout', status: undefined },
    });
    const { id } = await draftDeposit(sent);
    await tap(sent, sent.house.operation(id));
    await sent.a.submitDue();
    expect(await sent.a.app.forget(sent.user)).toMatchObject({ accounts: 1, underWay: [{ id }] });
    sent.house.advance(2_000);
    expect(await sent.a.settleDue()).toBe(0);

    const confirmed = await createScene();
    await tap(confirmed, await draftDeposit(confirmed));
    expect(await confirmed.a.app.forget(confirmed.user)).toMatchObject({ accounts: 1, underWay: [] });
  });
});
