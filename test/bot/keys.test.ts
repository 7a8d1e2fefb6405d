// What the chat says of keys: the offer to replace one, who runs the bot, and what is left after /forget.
import { describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import type { StoredAction } from '../../src/app/ports.ts';
import { viewNotice } from '../../src/bot/views/notices.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, userOf } from './facts.ts';

const MAIN = accountOf();
const FRESH = accountOf({ id: 'account-new', label: 'Account 2', keyTail: '9f3c' });
const PUSH_ID = 9_000;
const CARD = 'card-of-the-push-xxxx';
const TOKEN = 'token-of-12c';

/** The push after connecting, as it stands in the chat; returns what its last button does. */
function push(
  chat: Chat,
  mayReplaceKey: boolean,
): { readonly label: string; readonly tap: () => Promise<void> } {
  const named = ({ id, label, environment }: typeof MAIN) => ({ accountId: id, label, environment });
  const view = viewNotice(
    {
      kind: 'connected',
      account: named(FRESH),
      orders: 1,
      canReadBalance: true,
      overlaps: named(MAIN),
      mayReplaceKey,
    },
    readerOf(userOf(), [MAIN, FRESH]),
    { repeat: false, reconcileWaitMs: 600_000 },
  );
  const button = view.keyboard.flat().at(-1);
  if (button === undefined) throw new Error('no button');
  const actions: Record<string, StoredAction> = { [TOKEN]: button.action };
  const { now } = chat.world;
  const owner = { id: CARD, userId: 7, chatId: 7, messageId: PUSH_ID };
  chat.cards.set(CARD, { ...owner, actions, createdAt: now, expiresAt: now + 1_000_000 });
  return { label: button.label, tap: () => chat.tapData(`${CARD}.${TOKEN}`, PUSH_ID) };
}

const replaced = (chat: Chat) => chat.world.log.filter((entry) => entry.startsWith('replaceKey'));

describe('an account that shows the orders of another', () => {
  it('offers its key to the other; nothing happens before the button that says so is tapped', async () => {
    const chat = createChat({ world: { accounts: [MAIN, FRESH] } });
    const offer = push(chat, true);
    expect(offer.label).toBe('Replace the key of Main');
    await offer.tap();
    expect(chat.last().text).toContain('Replace the key of Main?');
    expect(chat.last().text).toContain('Main keeps its name, its record and its moves');
    expect(chat.last().text).toContain('9f3c');
    expect(chat.last().text).toContain('Account 2 goes');
    expect(replaced(chat)).toEqual([]);
    await chat.tap(/^Replace the key of Main$/);
    expect(replaced(chat)).toEqual(['replaceKey account-main account-new']);
    expect(chat.last().text).toContain('Main works with the key ending in');
    expect(chat.world.accounts.map(({ id, keyTail }) => [id, keyTail])).toEqual([['account-main', '9f3c']]);
  });

  it('is left alone by [Cancel]', async () => {
    const chat = createChat({ world: { accounts: [MAIN, FRESH] } });
    await push(chat, true).tap();
    await chat.tap(/^Cancel$/);
    expect(replaced(chat)).toEqual([]);
    expect(chat.last().text).toContain('Account 2');
  });

  it('leads to the accounts where it has a ledger of its own', async () => {
    const chat = createChat({ world: { accounts: [MAIN, FRESH] } });
    const offer = push(chat, false);
    expect(offer.label).toBe('Accounts');
    await offer.tap();
    expect(chat.labels()).toContain('Account 2');
  });

  it('says so when one of the two is gone by then', async () => {
    const chat = createChat({ world: { accounts: [MAIN] } });
    await push(chat, true).tap();
    expect(chat.last().text).toContain('not connected any more');
    expect(replaced(chat)).toEqual([]);
  });

  const underWay = { kind: 'under_way', account: FRESH, operation: {} } as Awaited<
    ReturnType<App['replaceKey']>
  >;
  it.each([
    [underWay, 'A move of Account 2 is not settled yet. Nothing was changed'],
    [{ kind: 'not_same' } as const, 'do not show the same orders any more. Nothing was changed.'],
    [{ kind: 'gone' } as const, 'not connected any more'],
  ])('says why nothing was changed: %o', async (outcome, text) => {
    const chat = createChat({
      world: { accounts: [MAIN, FRESH] },
      app: { replaceKey: async () => outcome },
    });
    await push(chat, true).tap();
    await chat.tap(/^Replace the key of Main$/);
    expect(chat.last().text).toContain(text);
  });
});

describe('practice', () => {
  it.each([
    ['active', 'Go to practice'],
    ['rejected', 'Open a practice account'],
  ] as const)('that is %s offers: %s', async (status, label) => {
    const chat = createChat({ world: { accounts: [accountOf({ environment: 'practice', status })] } });
    await chat.send('/demo');
    expect(chat.labels()).toContain(label);
  });
});

describe('who runs the bot', () => {
  it('is said by /privacy, and as of now', async () => {
    let name: string | undefined = 'Ada';
    const chat = createChat({ deps: { runBy: async () => name } });
    await chat.send('/privacy');
    expect(chat.last().text).toContain('Run by Ada');
    name = undefined;
    await chat.send('/privacy');
    expect(chat.last().text).toContain('Run by whoever gave you its link');
    name = 'Grace';
    await chat.send('/privacy');
    expect(chat.last().text).toContain('Run by Grace');
  });
});

describe('the receipt of /forget', () => {
  it.each([
    [0, undefined],
    [1, 'A message with your key is still being deleted'],
    [2, '2 messages with your key are still being deleted'],
  ])('names messages with a key that are still there: %d', async (undeletedMessages, text) => {
    const chat = createChat({
      world: { accounts: [MAIN] },
      app: { forget: async () => ({ accounts: 1, underWay: [], undeletedMessages }) },
    });
    await chat.send('/forget');
    await chat.tap(/^Go on/);
    await chat.tap(/^Forget everything$/);
    if (text === undefined) expect(chat.last().text).not.toContain('still being deleted');
    else expect(chat.last().text).toContain(text);
  });
});
