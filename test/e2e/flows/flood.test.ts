// One person sends far more than can be answered, in the middle of a deposit: the money, a key among it, the others.
import { describe, expect, it } from 'vitest';
import { TOLD_AGAIN_MS } from '../../../src/app/accept-some.ts';
import { FLOW_TIMEOUT_MS, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import { goToDepositCard, makeKey, newCustomer, standing, tapDeposit } from '../steps.ts';
import { en, says } from '../words.ts';

/** More than may lie unread. */
const FLOOD = 400;
const ASK_AGAIN_MS = 5_000;

describe('a person who sends hundreds of messages at once', { timeout: FLOW_TIMEOUT_MS }, () => {
  const town = useTown();

  it('keeps what they confirmed before, is told once to slow down, and keeps nobody else waiting', async () => {
    // In the next hour it would be told again: where this one is about to end, the bot lives in the next.
    const leftMs = TOLD_AGAIN_MS - (Date.now() % TOLD_AGAIN_MS);
    if (leftMs < FLOW_TIMEOUT_MS) town().setMachineAhead(leftMs);
    const { chat, key } = await newCustomer(town());
    const other = await town().person();
    const late = await makeKey(town());
    await goToDepositCard(chat);
    const { length: before } = await standing(chat);
    await town().stopBot();
    await tapDeposit(chat);
    // Straight into the emulator: over HTTP they would not come at once.
    const { control } = town().telegram;
    for (let sent = 0; sent < FLOOD; sent += 1) control.sendText(chat.userId, `hello ${sent}`);
    const secret = control.sendText(chat.userId, `${late.apiKey} ${late.secret}`);
    await other.send('/help');
    await town().startBot();

    await other.waitFor(says(en.help.title));
    await chat.waitUntil((messages) => messages.some(({ text }) => /^Deposited 500 USDT/.test(text)));
    expect(await town().moves(key.apiKey, 'deposit')).toHaveLength(1);
    await chat.waitUntil((messages) =>
      messages.some(({ messageId, deleted }) => messageId === secret.messageId && deleted),
    );
    // Refused like the others while too much lies unread; a person asks again.
    const isHelped = async () => {
      await chat.send('/help');
      return chat.waitFor(says(en.help.title), ASK_AGAIN_MS).then(Boolean, () => false);
    };
    await expect.poll(isHelped, { timeout: FLOW_TIMEOUT_MS }).toBe(true);
    const told = await standing(chat);
    expect(told.filter(({ text }) => says(en.notices.slowDown).test(text))).toHaveLength(1);
    expect(told.length - before).toBeLessThan(FLOOD);
  });

  itKeepsSecrets(town);
});
