// Who may come in: the owner's claim, approving in the chat, a list, groups, and the kill switch.
import { describe, expect, it } from 'vitest';
import type { TelegramChat } from '../../../src/simulator/telegram/client.ts';
import { FLOW_TIMEOUT_MS, pause, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import {
  connect,
  depositDone,
  everSaid,
  goToDepositCard,
  hasButton,
  makeKey,
  newPractice,
  standing,
  tapDeposit,
} from '../steps.ts';
import { en, exactly, plain, says } from '../words.ts';

describe('a bot whose owner lets people in', { timeout: FLOW_TIMEOUT_MS }, () => {
  const town = useTown({ env: { ACCESS: 'approve' } });
  let owner: TelegramChat;

  it('prints a claim link whose payload alone changes nothing, and whose card makes the owner', async () => {
    await expect.poll(() => town().printed().length, { timeout: 30_000 }).toBe(1);
    const payload = /\?start=([\w-]+)$/.exec(town().printed()[0] ?? '')?.[1] ?? '';
    owner = await town().person({ firstName: 'Ada' });
    const stranger = await town().person();
    await stranger.send(`/start ${payload}x`);
    await stranger.waitFor(says(en.start.noOwner));
    await owner.send(`/start ${payload}`);
    await owner.waitFor(says(en.start.becomeOwnerTitle));
    await owner.send('/home');
    await owner.waitFor(says(en.start.noOwner));
    await owner.tap(exactly(en.start.becomeOwner));
    await owner.waitFor(says(en.start.becameOwner));
    // Who asked while nobody could answer is brought before the owner now.
    await owner.waitUntil((messages) =>
      messages.some(({ text }) => text.startsWith(`Person 2 asks to use this bot`)),
    );
    await owner.send('/home');
    await owner.waitFor(says(en.home.noAccount));
    await stranger.send(`/start ${payload}`);
    const last = await stranger.waitFor(() => true);
    expect(last.text).not.toContain(en.start.becomeOwner);
  });

  it('gives a stranger one line and no button, and asks the owner once', async () => {
    const stranger = await town().person({ firstName: 'Mallory <b>' });
    await stranger.send('/start');
    const line = await stranger.waitFor(says(en.start.pendingNew));
    expect(line.text.split('\n')).toHaveLength(1);
    expect(line.keyboard).toEqual([]);
    await stranger.send('/deposit');
    await stranger.waitFor(says(en.start.pending));
    await owner.waitUntil((messages) =>
      messages.some(({ text }) => text.includes('Mallory <b> asks to use this bot')),
    );
    await stranger.send('hello?');
    await stranger.waitFor(says(en.start.pending));
    await pause(1_000);
    const asked = (await standing(owner)).filter(({ text }) => text.includes('Mallory <b> asks'));
    expect(asked).toHaveLength(1);
  });

  it('lets in whom the owner lets in', async () => {
    const guest = await town().person({ firstName: 'Grace' });
    await guest.send('/start');
    await owner.waitFor(/^Grace asks to use this bot/);
    await owner.tap(exactly(en.notices.letIn));
    await owner.waitFor(says(en.notices.letInDone(`Grace (${guest.userId})`)));
    await guest.waitFor(says(en.notices.accessGiven));
    await guest.send('/start');
    // Who runs it is said as of now: the owner came after the bot was started.
    const runBy = plain(en.start.runBy('Ada'));
    expect((await guest.waitFor(says(en.start.title))).text).toContain(runBy);
    await guest.send('/privacy');
    expect((await guest.waitFor(says(en.privacy.title))).text).toContain(runBy);
  });

  it('keeps out whom the owner refuses', async () => {
    const guest = await town().person({ firstName: 'Trudy' });
    await guest.send('/start');
    await owner.waitFor(/^Trudy asks to use this bot/);
    await owner.tap(exactly(en.notices.refuse));
    await owner.waitFor(says(en.notices.refuseDone(`Trudy (${guest.userId})`)));
    await guest.waitFor(says(en.notices.accessRefused));
    await guest.send('/deposit');
    await guest.waitFor(says(en.start.refused));
  });

  it('says one fixed line in a group, once, with no data', async () => {
    const { client } = town();
    const groupId = -1_000_777;
    await client.createGroup({ id: groupId, title: 'Talk', memberIds: [owner.userId] });
    const line = (text: string) => text.startsWith('I work in a private chat only: https://t.me/');
    await expect
      .poll(async () => (await client.sent({ chatId: groupId })).filter(({ text }) => line(text)).length, {
        timeout: 30_000,
      })
      .toBe(1);
    await client.send(owner.userId, '/home', { chatId: groupId });
    await client.send(owner.userId, '/deposit', { chatId: groupId });
    await pause(1_500);
    const sent = await client.sent({ chatId: groupId });
    expect(sent.map(({ text }) => line(text))).toEqual([true]);
  });

  it('sends no move while the owner has paused them, and sends again afterwards', async () => {
    const guest = await town().person({ firstName: 'Peggy' });
    await guest.send('/start');
    await owner.waitFor(/^Peggy asks to use this bot/);
    await owner.tap(exactly(en.notices.letIn));
    await guest.waitFor(says(en.notices.accessGiven));
    const { chat, key } = await newPractice(town(), guest);
    await goToDepositCard(chat);
    await owner.send('/status');
    await owner.tap(exactly(en.status.pause));
    await owner.waitFor(says(en.status.paused));
    await tapDeposit(chat);
    await chat.waitFor(says(en.unsettled.paused));
    expect(await town().requests(key, 'POST')).toEqual([]);
    await chat.send('/status');
    const seen = await chat.waitFor(says(en.status.paused));
    expect(hasButton(seen, exactly(en.status.resume))).toBe(false);
    await owner.tap(exactly(en.status.resume));
    await owner.waitFor((message) => hasButton(message, exactly(en.status.pause)));
    await goToDepositCard(chat);
    await tapDeposit(chat);
    await chat.waitFor(/^Deposited 500 USDT/);
    expect(await town().moves(key.apiKey)).toHaveLength(1);
  });

  itKeepsSecrets(town);
});

describe('a bot with two owners', { timeout: FLOW_TIMEOUT_MS }, () => {
  const town = useTown({ env: { ACCESS: 'approve', OWNER_IDS: '50002,50003' } });

  it('tells nothing to one who was refused later, and asks nothing with their key', async () => {
    // The settings name the first two people of a town.
    const owner = await town().person();
    const other = await town().person();
    const visitor = await town().person();
    await visitor.send('/start');
    await visitor.waitFor(says(en.start.ownerAbsent));
    for (const chat of [owner, other]) {
      await chat.send('/start');
      await chat.waitFor(/^Person 3 asks to use this bot/);
    }
    await owner.tap(exactly(en.notices.letIn));
    await visitor.waitFor(says(en.notices.accessGiven));
    const key = await makeKey(town());
    await connect(visitor, key);
    await depositDone(visitor);
    await other.tap(exactly(en.notices.refuse));
    await visitor.waitFor(says(en.notices.accessRefused));
    const asked = (await town().requests(key)).length;
    const day = 24 * 3_600_000;
    await town().jump(2 * day);
    await pause(3_000);
    expect(await town().requests(key)).toHaveLength(asked);
    expect(await everSaid(town().client, visitor)).not.toMatch(/interest ·/);
    await visitor.send('/home');
    await visitor.waitFor(says(en.start.refused));
  });

  itKeepsSecrets(town);
});

describe('a bot for the people on its list', { timeout: FLOW_TIMEOUT_MS }, () => {
  // The first person of a town has this id.
  const town = useTown({ env: { ACCESS: 'list', ALLOWED_IDS: '50002', OWNER_IDS: '50002' } });

  it('serves them and tells everybody else one line', async () => {
    const listed = await town().person();
    const other = await town().person();
    await listed.send('/start');
    await listed.waitFor(says(en.start.title));
    await other.send('/start');
    const line = await other.waitFor(says(en.start.closed));
    expect(line.text).toBe(en.start.closed);
    expect(line.keyboard).toEqual([]);
    expect(town().printed()).toEqual([]);
  });
});
