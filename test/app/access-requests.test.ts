// Requests made while the bot has no owner who could be asked: true words, and nobody is forgotten.
import { describe, expect, it } from 'vitest';
import type { AppSettings } from '../../src/app/app.ts';
import { WAITING_MAX } from '../../src/app/control-access.ts';
import { createHouse } from './harness.ts';

function start(settings: Partial<AppSettings>) {
  const house = createHouse(settings);
  const a = house.instance('a');
  const see = async (id: number) =>
    (await a.app.meet({ id, chatId: id, firstName: `Person ${id}`, languageCode: 'en' })).user;
  const ask = async (id: number) => a.app.askAccess(await see(id));
  const become = async (id: number) => {
    const payload = (await a.app.ownerClaim()) ?? '';
    return a.app.becomeOwner(await see(id), payload);
  };
  /** Whom the owner is asked about, in order. */
  const askedOf = (owner: number) =>
    house
      .notices('access_asked')
      .filter(({ userId }) => userId === owner)
      .map(({ data }) => (data.kind === 'access_asked' ? data.person.id : 0));
  return { house, a, see, ask, become, askedOf };
}

describe('a request while the bot has no owner', () => {
  it('says so, and is brought before whoever becomes the owner, once', async () => {
    const { a, house, ask, become, askedOf } = start({ ownerIds: [] });
    expect(await ask(7)).toBe('no_owner');
    house.advance(1_000);
    expect(await ask(8)).toBe('no_owner');
    expect(await ask(7)).toBe('no_owner');
    expect(house.notices()).toEqual([]);
    a.wakes.length = 0;
    expect(await become(1)).toBe(true);
    expect(askedOf(1)).toEqual([7, 8]);
    expect(a.wakes).toContain('deliver');
    expect(await ask(7)).toBe('waiting');
    expect(await ask(9)).toBe('asked');
    expect(askedOf(1)).toEqual([7, 8, 9]);
  });

  it.each([
    ['just before it is stored', 'users.waiting'],
    ['just after it was stored', 'users.owners'],
  ])('is asked once of an owner who comes %s', async (_when, at) => {
    const { house, see, become, askedOf } = start({ ownerIds: [] });
    const user = await see(7);
    let seen = 0;
    const racing = house.instance('racing', {
      async before(call) {
        if (call === at) seen += 1;
        // Owners are looked for twice: the second time the request is stored.
        if (call === at && seen === (at === 'users.owners' ? 2 : 1)) await become(1);
      },
    });
    expect(await racing.app.askAccess(user)).toBe('asked');
    expect(askedOf(1)).toEqual([7]);
  });

  it('is answered like any other', async () => {
    const { a, see, ask, become } = start({ ownerIds: [] });
    await ask(7);
    await become(1);
    expect(await a.app.answerAccess(await see(1), 7, true)).not.toBe(false);
    expect(a.app.mayUse(await see(7))).toBe(true);
  });

  it('is kept for a bounded number of people; a later one asks again', async () => {
    const { house, ask, become, askedOf } = start({ ownerIds: [] });
    for (let id = 1_000; id < 1_000 + WAITING_MAX; id += 1) await ask(id);
    expect(await ask(7)).toBe('no_owner');
    expect(house.state.tables.users.get(7)?.access).toBe('none');
    await become(1);
    expect(askedOf(1)).toHaveLength(WAITING_MAX);
    expect(await ask(7)).toBe('asked');
  });
});

describe('a request while the named owner has not come yet', () => {
  it('says so, and is brought before them when they come, once', async () => {
    const { see, ask, askedOf } = start({ ownerIds: [1] });
    expect(await ask(7)).toBe('owner_absent');
    await see(1);
    await see(1);
    expect(askedOf(1)).toEqual([7]);
    expect(await ask(7)).toBe('waiting');
    expect(askedOf(1)).toEqual([7]);
  });

  it('is asked of each of several owners', async () => {
    const { see, ask, askedOf } = start({ ownerIds: [1, 2] });
    await see(1);
    expect(await ask(7)).toBe('asked');
    await see(2);
    expect([askedOf(1), askedOf(2)]).toEqual([[7], [7]]);
  });
});

describe('a person who was forgotten and comes back', () => {
  it('is another request', async () => {
    const { house, a, see, ask, askedOf } = start({ ownerIds: [1] });
    await see(1);
    await ask(7);
    await a.app.answerAccess(await see(1), 7, true);
    await a.app.forget(await see(7));
    house.advance(1_000);
    expect(await ask(7)).toBe('asked');
    expect(askedOf(1)).toEqual([7, 7]);
  });
});
