import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conversationVersion } from '../../src/bot/conversations/conversation.ts';
import { TURNS_MAX } from '../../src/bot/conversations/dialog.ts';
import { amountOf } from '../../src/domain/money.ts';
import { createChat } from './chat.ts';
import { accountOf, operationOf } from './facts.ts';

const connected = (options: Parameters<typeof createChat>[0] = {}) =>
  createChat({ ...options, world: { accounts: [accountOf()], ...options.world } });

describe('a dialog', () => {
  it('survives a restart half-way', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Fixed BTC/);
    chat.restart();
    chat.world.free = amountOf('2');
    await chat.tap(/7 days/);
    chat.restart();
    await chat.send('0.5');
    chat.restart();
    await chat.tap(/No, pay out/);
    expect(chat.world.log).toContain('prepareDeposit 0.5 7 false');
    expect(chat.last().text).toContain('Deposit 0.5 BTC');
  });

  it('goes back a step', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Fixed BTC/);
    await chat.tap(/7 days/);
    await chat.tap(/« Back/);
    expect(chat.last().text).toContain('which term?');
  });

  it('ends by [Cancel]', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.tap(/^Cancel$/);
    expect(chat.last().text).toContain('Deposit ended. Nothing was sent.');
    await chat.send('500');
    expect(chat.last().text).toContain('did not understand');
  });

  it('is over for the buttons of its earlier steps', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    const step = chat.last();
    const data = chat.button(/^50%$/).callback_data;
    await chat.send('/help');
    await chat.tapData(data, step.id);
    expect(chat.last().text).toContain('That step is over; nothing was sent.');
    expect(chat.world.operations).toEqual([]);
  });

  it('does not take the buttons of another dialog', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    const first = chat.last();
    const data = chat.button(/^50%$/).callback_data;
    await chat.send('/redeem');
    await chat.tap(/Flexible USDT/);
    await chat.tapData(data, first.id);
    expect(chat.world.operations).toEqual([]);
    await chat.send('100');
    expect(chat.last().text).toContain('Redeem 100 USDT');
  });

  it('ends when it goes round for ever', async () => {
    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    for (let turn = 0; turn <= TURNS_MAX; turn += 1) await chat.send('nonsense');
    expect(chat.last().text).toContain('Deposit ended');
  });

  it('is not replayed by another version of its sources', async () => {
    const version = conversationVersion();
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(conversationVersion()).toBe(version);
    expect(conversationVersion(new URL('../../src/bot/views', import.meta.url).pathname)).not.toBe(version);

    const chat = connected();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    chat.dialogs.set(7, chat.dialogs.get(7)?.replaceAll(version, '0000000000000000'));
    await chat.send('500');
    expect(chat.world.operations).toEqual([]);
    expect(chat.last().text).toContain('did not understand');
  });

  it('never calls the exchange for money from its sources', () => {
    for (const name of ['deposit', 'redeem', 'conversation', 'dialog', 'step', 'typed-amount']) {
      const source = readFileSync(new URL(`../../src/bot/conversations/${name}.ts`, import.meta.url), 'utf8');
      expect(source).not.toMatch(/app\.(confirm|submit|deposit|redeem|renew)|secretSealed|keySealed/);
    }
  });

  it('stays at its step when the exchange does not answer', async () => {
    let down = false;
    const failure = { kind: 'unavailable', status: 503, code: undefined, retryAfterMs: undefined } as const;
    const chat = connected();
    const troubled = connected({
      app: {
        prepareDeposit: async () => {
          down = true;
          return { kind: 'read', problem: { kind: 'exchange', failure } };
        },
      },
    });
    expect(chat.shown()).toEqual([]);
    await troubled.send('/deposit');
    await troubled.tap(/Flexible USDT/);
    await troubled.send('500');
    expect(down).toBe(true);
    expect(troubled.last().text).toContain(
      'The exchange does not answer right now.\nNothing was sent.\nReference: ',
    );
    expect(troubled.last().text).toContain('How much into');
  });

  it('gives way to a move that is not settled yet', async () => {
    const chat = connected({ world: { operations: [operationOf({ state: 'unknown' })] } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send('500');
    expect(chat.last().text).toContain('not settled yet');
    await chat.tap(/Show the move/);
    expect(chat.last().text).toContain('Sent, being checked');
  });
});

describe('the third step', () => {
  it('asks for the amount once more before the first move of a key', async () => {
    const chat = connected({ world: { accounts: [accountOf({ moved: false })] } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.tap(/^25%$/);
    expect(chat.last().text).toContain('type 500 USDT');
    await chat.send('400');
    expect(chat.last().text).toContain('That is another amount');
    await chat.send('500');
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn');
    expect(chat.world.operations.map(({ state }) => state)).toEqual(['cancelled', 'draft']);
  });

  it('asks for it before an early redemption that costs interest', async () => {
    const chat = connected();
    await chat.send('/redeem');
    await chat.tap(/Fixed BTC/);
    expect(chat.last().text).toContain('Redeemed early, it gets no interest.');
    await chat.tap(/^All$/);
    expect(chat.last().text).toContain('Redeeming now costs interest.');
    await chat.send('0.5 btc');
    expect(chat.last().text).toContain('The whole order is redeemed.');
  });

  it('is not asked for a flexible order', async () => {
    const chat = connected();
    await chat.send('/redeem');
    await chat.tap(/Flexible USDT/);
    await chat.tap(/^50%$/);
    expect(chat.labels()).toEqual(['Redeem 500 USDT', 'Cancel']);
  });
});

describe('other flows', () => {
  it('turns auto-renew on and off by a confirm card', async () => {
    const chat = connected();
    await chat.send('/renew');
    await chat.tap(/Auto-renew off/);
    expect(chat.last().text).toContain('Turn auto-renew off');
    await chat.tap(/^Turn auto-renew off$/);
    expect(chat.world.operations.map(({ state }) => state)).toEqual(['confirmed']);
  });

  it('renames an account', async () => {
    const chat = connected();
    await chat.send('/accounts');
    await chat.tap(/^Main$/);
    await chat.tap(/^Rename$/);
    await chat.send('x'.repeat(25));
    expect(chat.last().text).toContain('1 to 24 characters');
    await chat.send('Savings');
    expect(chat.world.accounts[0]?.label).toBe('Savings');
    expect(chat.last().text).toContain('Renamed to Savings');
  });

  it('keeps no sealed key in the state of a chat', async () => {
    const chat = connected({
      world: { accounts: [accountOf({ keySealed: 'SEALED-KEY', secretSealed: 'SEALED-SECRET' })] },
    });
    await chat.send('/accounts');
    await chat.tap(/^Main$/);
    await chat.tap(/^Rename$/);
    expect(JSON.stringify([...chat.dialogs.values(), ...chat.cards.values()])).not.toContain('SEALED');
  });

  it('forgets everything in two steps and sends a receipt', async () => {
    const chat = connected();
    await chat.send('/forget');
    expect(chat.world.log).toEqual([]);
    await chat.tap(/Go on/);
    expect(chat.world.log).toEqual([]);
    await chat.tap(/Forget everything/);
    expect(chat.world.log).toEqual(['forget']);
    expect(chat.last().text).toContain('Forgotten.');
    expect(chat.dialogs.get(7)).toBeUndefined();
  });

  it('lets the person decide what the records do not tell', async () => {
    const chat = connected({ world: { operations: [operationOf({ state: 'needs_review' })] } });
    await chat.send('/home');
    await chat.send('/start');
    await chat.tap(/^Orders$/);
    const card = chat.last();
    const id = 'd'.repeat(22);
    chat.cards.set(id, {
      id,
      userId: 7,
      chatId: 7,
      messageId: card.id,
      actions: { abcdefghijkl: { kind: 'decide', operationId: 'operation-1', happened: true } },
      createdAt: 0,
      expiresAt: Infinity,
    });
    await chat.tapData(`${id}.abcdefghijkl`, card.id);
    expect(chat.world.operations[0]?.state).toBe('done');
    expect(chat.last().text).toContain('Noted: it happened.');
  });

  it('disconnects an account after asking', async () => {
    const chat = connected();
    await chat.send('/accounts');
    await chat.tap(/^Main$/);
    await chat.tap(/Disconnect…/);
    expect(chat.world.accounts.length).toBe(1);
    expect(chat.button(/^Disconnect$/).style).toBe('danger');
    await chat.tap(/^Disconnect$/);
    expect(chat.world.accounts).toEqual([]);
  });
});
