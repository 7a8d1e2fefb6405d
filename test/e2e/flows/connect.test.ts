// Keys: connecting in the chat, what is refused, several accounts, and taking everything back.
import { describe, expect, it } from 'vitest';
import { FLOW_TIMEOUT_MS, pause, useTown } from '../harness.ts';
import {
  askToConnect,
  connect,
  deposit,
  depositDone,
  everSaid,
  goToDepositCard,
  hasButton,
  makeKey,
  newCustomer,
  newPractice,
} from '../steps.ts';
import { en, exactly, plain, says } from '../words.ts';

const town = useTown();
const DEPOSIT_BUTTON = /^Deposit .* to Earn/;

describe.concurrent('connecting', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('takes the key, then the passphrase, deletes both messages, and shows only the last four characters', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    const first = await chat.send(key.apiKey);
    await chat.waitFor(says(en.connect.askPassphrase));
    const second = await chat.send(key.secret);
    const connected = await chat.waitFor(/^Connected: Main/);
    expect(connected.text).toContain('The key works. No orders are running.');
    expect(connected.text).toContain(en.notices.connectedCheck);
    await chat.waitUntil((messages) =>
      [first, second].every(({ messageId }) =>
        messages.some((message) => message.messageId === messageId && message.deleted),
      ),
    );
    const all = await everSaid(town().client, chat);
    expect(all).toContain(key.apiKey.slice(-4));
    expect(all).not.toContain(key.apiKey.slice(-5));
    expect(all).not.toContain(key.secret.slice(-5));
  });

  it('takes both in one labelled message, in either order', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    const sent = await chat.send(`Passphrase: ${key.secret}\nAPI Key: ${key.apiKey}`);
    await chat.waitFor(/^Connected: Main/);
    await chat.waitUntil((messages) =>
      messages.some(({ messageId, deleted }) => messageId === sent.messageId && deleted),
    );
  });

  it('shows the four steps, the permissions and what a key is not before it asks', async () => {
    const chat = await town().person();
    await chat.send('/accounts');
    await chat.tap(exactly(en.accounts.connectAnother));
    await chat.tap(exactly(en.connect.liveButton));
    const shown = await chat.waitFor(says(en.connect.permissions));
    for (const step of en.connect.steps) expect(shown.text).toContain(plain(step));
    expect(shown.text).toContain(en.connect.notPassword);
    expect(shown.text).toContain(en.connect.cannotSee);
  });

  it('marks a testnet key in every message', async () => {
    const { chat } = await newCustomer(town(), { environment: 'testnet' });
    await chat.waitFor(/^Connected: Main · TESTNET/);
    await chat.send('/home');
    expect((await chat.waitFor(/Free balance/)).text).toMatch(/^TESTNET/);
  });

  it('opens practice without a key, and everything from it says DEMO', async () => {
    const { chat } = await newPractice(town());
    const card = await goToDepositCard(chat);
    expect(card.text).toContain('DEMO');
    expect(hasButton(card, /DEMO$/)).toBe(true);
    await chat.tap(DEPOSIT_BUTTON);
    expect((await chat.waitFor(/^Deposited /)).text).toContain('DEMO');
  });

  it('says that a key which the exchange does not know is refused, and keeps nothing', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    await chat.send(`${key.apiKey.replaceAll('a', 'b').replaceAll('0', '1')} ${key.secret}`);
    await chat.waitFor(says(en.notices.connectRefused));
    await chat.send('/accounts');
    await chat.waitFor(says(en.accounts.none));
  });

  it('says that a wrong passphrase is refused, and keeps nothing', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    await chat.send(`${key.apiKey} ${key.secret.split('').reverse().join('')}`);
    await chat.waitFor(says(en.notices.connectRefused));
    await chat.send('/accounts');
    await chat.waitFor(says(en.accounts.none));
  });

  it('asks again when what was sent is no key, and stops when it is told to', async () => {
    const chat = await town().person();
    await askToConnect(chat);
    await chat.send('what is a key?');
    await chat.waitFor(says(en.connect.badText));
    await chat.tap(exactly(en.connect.stop));
    await chat.waitFor(says(en.connect.stopped));
  });

  it('refuses the same key to a second person, deletes their messages, and tells the first', async () => {
    const first = await newCustomer(town());
    const second = await town().person();
    await askToConnect(second);
    const sent = await second.send(`${first.key.apiKey} ${first.key.secret}`);
    await second.waitFor(says(en.connect.taken));
    await second.waitUntil((messages) =>
      messages.some(({ messageId, deleted }) => messageId === sent.messageId && deleted),
    );
    await first.chat.waitFor(says(en.notices.keyElsewhere));
    await second.send('/accounts');
    await second.waitFor(says(en.accounts.none));
  });

  it('says so when the same person sends the same key again', async () => {
    const { chat, key } = await newCustomer(town());
    await askToConnect(chat);
    await chat.send(`${key.apiKey} ${key.secret}`);
    await chat.waitFor(says(en.connect.already('Main')));
  });

  it('offers a second key that shows the same orders to the first account, which keeps its record', async () => {
    const { chat, key } = await newCustomer(town());
    await depositDone(chat);
    const other = await makeKey(town(), { keyOf: key.apiKey });
    const connected = await connect(chat, other);
    expect(connected.text).toContain('Main shows the same orders.');
    await chat.tap(exactly(en.accounts.replaceKeyOf('Main')));
    const question = await chat.waitFor(says(en.accounts.replaceTitle('Main')));
    expect(question.text).toContain(plain(en.accounts.replaceRemoves('Account 2')));
    await chat.tap(exactly(en.accounts.replaceKeyOf('Main')));
    await chat.waitFor(says(en.accounts.keyReplaced('Main', other.apiKey.slice(-4))));
    const before = (await town().requests(key)).length;
    // What it holds was not told as somebody else's doing, and the next move is signed with the new key.
    await depositDone(chat, { amount: '600' });
    expect((await chat.waitFor(/^Deposited 600 USDT/)).text).not.toContain('Account 2');
    expect(await town().requests(key)).toHaveLength(before);
    expect(await town().requests(other, 'POST')).toHaveLength(1);
    await chat.send('/accounts');
    const shown = await chat.waitFor(/^Accounts/);
    expect(shown.text).not.toContain('Account 2');
    expect(await everSaid(town().client, chat)).not.toContain('Was this you?');
  });

  it('asks the exchange about a key only when the messages with it are gone', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    const goneAt: number[] = [];
    const stop = town().telegram.control.on((event) => {
      if (event.type === 'delete' && event.chatId === chat.userId) goneAt.push(event.atMs);
    });
    await askToConnect(chat);
    await chat.send(key.apiKey);
    await chat.waitFor(says(en.connect.askPassphrase));
    await chat.send(key.secret);
    await chat.waitFor(/^Connected: Main/);
    stop();
    expect(goneAt).toHaveLength(2);
    const [asked] = await town().requests(key);
    for (const at of goneAt) expect(at).toBeLessThanOrEqual(asked?.realAt ?? 0);
  });

  it('says nothing of a message that Telegram deletes only at the third try', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    await town().client.addFault({ method: 'deleteMessage', chatId: chat.userId, kind: 'html502', times: 2 });
    const sent = await chat.send(`${key.apiKey} ${key.secret}`);
    await chat.waitFor(/^Connected: Main/);
    await chat.waitUntil((messages) =>
      messages.some(({ messageId, deleted }) => messageId === sent.messageId && deleted),
    );
    await pause(2_500);
    expect(await everSaid(town().client, chat)).not.toMatch(/could not be deleted/);
  });

  it('keeps a key while a page that is not the exchange’s answers 403, and connects it afterwards', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    town().exchange.control.addFault({
      kind: 'status',
      status: 403,
      shape: 'html',
      match: { apiKey: key.apiKey, path: '/invest/orders' },
      times: 1,
    });
    await chat.send(`${key.apiKey} ${key.secret}`);
    await chat.waitFor(says(en.notices.connectUnavailable));
    await chat.waitFor(/^Connected: Main/, 60_000);
    expect(await everSaid(town().client, chat)).not.toContain(plain(en.notices.connectRefused));
  });

  it('finds out at the first move that a key cannot trade, and takes the money buttons away', async () => {
    const { chat, key } = await newCustomer(town(), {
      permissions: { read: true, wallet: true, trading: false },
    });
    await deposit(chat);
    await chat.waitFor(/^No trace found: /, 60_000);
    expect(await everSaid(town().client, chat)).toContain(en.receipts.causes.permission);
    await chat.send('/home');
    const home = await chat.waitFor(says(en.home.viewOnly));
    expect(hasButton(home, exactly(en.home.deposit))).toBe(false);
    await chat.send('/deposit');
    await chat.waitFor(says(en.unsettled.viewOnly));
    expect(await town().moves(key.apiKey)).toEqual([]);
    expect(await town().requests(key, 'POST')).toHaveLength(1);
  });

  it('refuses a key that may not even read', async () => {
    const chat = await town().person();
    const key = await makeKey(town(), { permissions: { read: false, wallet: true, trading: true } });
    await askToConnect(chat);
    await chat.send(`${key.apiKey} ${key.secret}`);
    await chat.waitFor(says(en.notices.connectRefused));
  });

  it('says so when Telegram will not delete the message with the key', async () => {
    const chat = await town().person();
    const key = await makeKey(town());
    await askToConnect(chat);
    await town().client.addFault({
      method: 'deleteMessage',
      chatId: chat.userId,
      kind: 'http',
      status: 400,
      description: "Bad Request: message can't be deleted",
      times: 100,
    });
    await chat.send(`${key.apiKey} ${key.secret}`);
    const warning = await chat.waitFor(says(en.notices.secretNotDeleted), 60_000);
    expect(warning.text).toContain(en.notices.secretNotDeletedText);
    expect((await chat.waitFor(/^Connected: Main/)).text).not.toMatch(/could not be deleted/);
  });
});

describe.concurrent('accounts', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('are renamed, within 24 characters', async () => {
    const { chat } = await newCustomer(town());
    await chat.send('/accounts');
    await chat.tap('Main');
    await chat.tap(exactly(en.accounts.rename));
    await chat.waitFor(/A new name for Main/);
    await chat.send('a name that is far too long for it');
    await chat.waitFor(says(en.accounts.badName));
    await chat.send('Savings <b>&');
    await chat.waitFor('Renamed to Savings <b>&');
    await chat.send('/accounts');
    await chat.waitFor(/Savings <b>& · Live/);
  });

  it('are switched, and with two of them every flow names its own', async () => {
    const { chat } = await newCustomer(town());
    const other = await makeKey(town());
    await connect(chat, other);
    await chat.send('/accounts');
    await chat.tap('Main');
    await chat.tap(exactly(en.accounts.use));
    await chat.waitFor(/In use now: Main/);
    const card = await goToDepositCard(chat);
    expect(card.text).toMatch(/^Main/);
    expect(hasButton(card, /^Deposit 500 USDT to Earn · Main$/)).toBe(true);
    await chat.tap(DEPOSIT_BUTTON);
    expect((await chat.waitFor(/^Deposited /)).text).toMatch(/^Deposited 500 USDT · Flexible USDT · Main/);
    expect(await town().moves(other.apiKey)).toEqual([]);
  });

  it('that are disconnected lose their key: no request is signed any more', async () => {
    const { chat, key } = await newCustomer(town());
    await chat.send('/accounts');
    await chat.tap('Main');
    await chat.tap(exactly(en.accounts.disconnect));
    await chat.tap(exactly(en.accounts.disconnectNow));
    await chat.waitFor(/Main is disconnected and its key wiped\./);
    const before = (await town().requests(key)).length;
    await chat.send('/home');
    await chat.waitFor(says(en.home.noAccount));
    await pause(1_500);
    expect(await town().requests(key)).toHaveLength(before);
    const again = await town().person();
    await connect(again, key);
  });
});

describe('forgetting', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('says that a message with a key is still there, and goes on deleting it', async () => {
    const { chat, key } = await newCustomer(town());
    await town().client.addFault({
      method: 'deleteMessage',
      chatId: chat.userId,
      kind: 'http',
      status: 429,
      retryAfter: 15,
      times: 1,
    });
    const sent = await chat.send(`my key: ${key.apiKey}`);
    await chat.waitFor(says(en.connect.secretSeen));
    await chat.send('/forget');
    await chat.tap(exactly(en.forget.goOn));
    await chat.tap(exactly(en.forget.now));
    const receipt = await chat.waitFor(says(en.forget.done));
    expect(receipt.text).toContain(en.forget.undeleted(1));
    await chat.waitUntil((messages) =>
      messages.some(({ messageId, deleted }) => messageId === sent.messageId && deleted),
    );
  });

  it('asks twice, wipes everything, ends signed requests, and leaves only numbers of its updates', async () => {
    const { chat, key } = await newCustomer(town());
    await deposit(chat);
    await chat.waitFor(/^Deposited /);
    await chat.send('/forget');
    await chat.tap(exactly(en.forget.goOn));
    await chat.waitFor(says(en.forget.sureTitle));
    await chat.tap(exactly(en.forget.now));
    const receipt = await chat.waitFor(says(en.forget.done));
    expect(receipt.text).toContain(en.forget.doneAccounts(1));
    expect(receipt.text).toContain(en.forget.revoke);
    const before = (await town().requests(key)).length;
    await pause(4_000);
    expect(await town().requests(key)).toHaveLength(before);

    const secrets = town().secrets();
    const log = town().log();
    const dump = await town().tables();
    // The chat's own row and the ids of its updates stand until they are pruned; neither holds anything it said.
    const naming = dump.split('\n').filter((line) => line.includes(String(chat.userId)));
    expect([...new Set(naming.map((line) => line.split(' ')[0]))].sort()).toEqual(['chats', 'inbox']);
    for (const line of naming) expect(line).toMatch(/^(chats|inbox) \([\d,-]*\)$/);
    for (const secret of secrets) {
      expect(dump.includes(secret)).toBe(false);
      expect(log.includes(secret)).toBe(false);
    }
  });
});
