// Moves that are open: when they are looked at next, and the person's word where reading could not settle them.
import { describe, expect, it } from 'vitest';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { receiptOf, viewReceipt } from '../../src/bot/views/receipt.ts';
import { viewOperation } from '../../src/bot/views/unsettled.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Operation, OperationResult } from '../../src/domain/operation.ts';
import type { HistoryRow } from '../../src/domain/order.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, FLEX, NOW, operationOf } from './facts.ts';

const { name, currency, type } = FLEX;
const rowAt = (minute: number): HistoryRow => ({
  name,
  currency,
  type,
  txnTime: NOW + minute * 60_000,
  txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
  rate: amountOf('3.65'),
  amount: amountOf('500'),
  totalAmount: amountOf('500'),
  interestEarned: undefined,
  duration: 0,
});
const rows = (count: number): readonly HistoryRow[] =>
  Array.from({ length: count }, (_, index) => rowAt(index));
const reviewed = (count: number): Operation =>
  operationOf({ state: 'needs_review', sentAt: NOW, result: { kind: 'several', candidates: rows(count) } });
const unknown = (patch: Partial<Operation>): Operation =>
  operationOf({ state: 'unknown', sentAt: NOW, ...patch });

const chatWith = (...operations: Operation[]): Chat =>
  createChat({ world: { accounts: [accountOf()], operations } });

/** /home names the open moves; the button leads to them. */
async function open(chat: Chat): Promise<void> {
  await chat.send('/home');
  await chat.tap(/^Being checked/);
}

function plain(markup: string): string {
  const parsed = parseHtml(markup);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value.text;
}

describe('a move that is being checked', () => {
  it.each([
    ['in 30 seconds', 30_000, 'Next look in 30 seconds (12 Nov 2025, 14:00 Taipei)'],
    ['in a moment', 400, 'Next look in 1 second (12 Nov 2025, 14:00 Taipei)'],
    ['in a minute', 60_000, 'Next look in 1 minute (12 Nov 2025, 14:01 Taipei)'],
    ['now', 0, 'It is being looked at now'],
    ['now, when its moment has passed', -5_000, 'It is being looked at now'],
  ])('says what was sent, when, and that it is looked at next %s', async (_when, inMs, words) => {
    const settling = { since: NOW, absentSince: undefined, looks: 2, reachableMs: 1, lastLookAt: NOW };
    const chat = chatWith(unknown({ dueAt: NOW + inMs, settling }));
    await open(chat);
    const { text } = chat.last();
    expect(text).toContain('deposit of 500 USDT · Flexible USDT');
    expect(text).toContain('Sent 12 Nov 2025, 14:00 Taipei');
    expect(text).toContain('Looked at 2 times, last 12 Nov 2025, 14:00 Taipei');
    expect(text).toContain(words);
  });

  it('says it in the list of several as well', async () => {
    const chat = chatWith(unknown({ dueAt: NOW + 5_000 }), reviewed(0));
    await open(chat);
    expect(chat.last().text).toContain('Next look in 5 seconds');
    expect(chat.last().text).toContain('It waits for your answer');
  });

  it('says it anew on [Refresh]', async () => {
    const chat = chatWith(unknown({ dueAt: NOW + 30_000 }));
    await open(chat);
    chat.world.now += 20_000;
    await chat.tap(/Refresh/);
    expect(chat.last().text).toContain('Next look in 10 seconds');
  });

  it('does not call it looked at when the exchange did not answer', async () => {
    const settling = { since: NOW, absentSince: undefined, looks: 0, reachableMs: 0, lastLookAt: NOW };
    const chat = chatWith(unknown({ dueAt: NOW + 5_000, settling }));
    await open(chat);
    expect(chat.last().text).toContain('Tried 12 Nov 2025, 14:00 Taipei; the exchange did not answer');
    expect(chat.last().text).not.toContain('0 times');
  });

  it('leads back to Home where it is the only one, and to the list of several', async () => {
    const one = chatWith(unknown({ dueAt: NOW + 5_000 }));
    await open(one);
    await one.tap(/« Back/);
    expect(one.last().text).toContain('1 move is being checked');
    const several = chatWith(unknown({ dueAt: NOW + 5_000 }), { ...reviewed(0), id: 'operation-2' });
    await open(several);
    await several.tap(/^1 · /);
    await several.tap(/« Back/);
    expect(several.last().text).toContain('Moves being checked');
  });

  it.each(LANGUAGES)('says it in %s', (language) => {
    const reader = readerOf({ language, timeZone: 'Asia/Taipei', hiddenAmounts: false }, 1);
    const facts = { account: accountOf(), reconcileWaitMs: 600_000, now: NOW, hasOthers: false };
    const text = plain(viewOperation(reader, { ...facts, operation: unknown({ dueAt: NOW + 30_000 }) }).text);
    const { unsettled, common } = CATALOGUES[language];
    const span = common.span('second', 30);
    expect(text).toContain(
      plain(unsettled.nextLook(span, '').markup)
        .replace(/[(（].*$/, '')
        .trim(),
    );
  });
});

describe('a move that needs the person’s word', () => {
  it('has a numbered button for each entry that could be it', async () => {
    const chat = chatWith(reviewed(3));
    await open(chat);
    expect(chat.last().text).toMatch(/Entry 1: .*14:00[\s\S]*Entry 2: .*14:01[\s\S]*Entry 3: .*14:02/);
    const { text } = chat.last();
    expect(text).toContain('Reference: ');
    expect(chat.labels().slice(0, 4)).toEqual(['It is no. 1', 'It is no. 2', 'It is no. 3', 'None of these']);
  });

  it('takes the entry that was tapped, and says what came of it', async () => {
    const chat = chatWith(reviewed(3));
    await open(chat);
    await chat.tap(/^It is no. 2$/);
    expect(chat.world.log).toContain('decide operation-1 {"happened":true,"entry":1}');
    expect(chat.world.operations[0]?.result).toMatchObject({ kind: 'person', happened: true, row: rowAt(1) });
    expect(chat.last().text).toContain('Noted: it happened.');
    expect(chat.last().text).toContain('Deposited 500 USDT · Flexible USDT');
  });

  it('takes that it is none of them, and says that no money moved', async () => {
    const chat = chatWith(reviewed(2));
    await open(chat);
    await chat.tap(/^None of these$/);
    expect(chat.world.log).toContain('decide operation-1 {"happened":false}');
    expect(chat.last().text).toContain('Noted: it did not happen.');
    expect(chat.last().text).toContain('No money moved.');
    expect(chat.last().text).not.toContain('Reference');
  });

  it('asks by one button where there is one entry, and names it all the same', async () => {
    const chat = chatWith(reviewed(1));
    await open(chat);
    expect(chat.labels().slice(0, 2)).toEqual(['It is this one', 'None of these']);
    await chat.tap(/^It is this one$/);
    expect(chat.world.log).toContain('decide operation-1 {"happened":true,"entry":0}');
  });

  it('asks plainly whether it happened where no entry is listed', async () => {
    const chat = chatWith(reviewed(0));
    await open(chat);
    expect(chat.labels().slice(0, 2)).toEqual(['It happened', 'It did not happen']);
    await chat.tap(/^It happened$/);
    expect(chat.world.log).toContain('decide operation-1 {"happened":true}');
  });

  it('lists the first five of many, with a button for one that is not listed', async () => {
    const chat = chatWith(reviewed(7));
    await open(chat);
    expect(chat.last().text).toContain('Entry 5: ');
    expect(chat.last().text).not.toContain('Entry 6: ');
    expect(chat.last().text).toContain('and 2 more');
    expect(chat.labels().slice(0, 7)).toEqual([
      ...[1, 2, 3, 4, 5].map((no) => `It is no. ${no}`),
      'It is another one',
      'None of these',
    ]);
    await chat.tap(/^It is another one$/);
    expect(chat.world.log).toContain('decide operation-1 {"happened":true}');
  });

  it('is settled once: a second tap on an old card says so', async () => {
    const chat = chatWith(reviewed(2));
    await open(chat);
    const card = chat.last();
    const data = chat.button(/^It is no. 1$/).callback_data;
    await chat.tap(/^It is no. 2$/);
    await chat.tapData(data, card.id);
    expect(chat.last().text).toContain('settled already');
    expect(chat.world.log.filter((entry) => entry.startsWith('decide'))).toHaveLength(1);
  });
});

describe('a receipt of what did not go as it should', () => {
  const reader = readerOf({ language: 'en', timeZone: undefined, hiddenAmounts: false }, 1);
  const textOf = (state: Operation['state'], result: OperationResult | undefined): string => {
    const operation = operationOf({ id: 'kJ3_x-9QzR0aVb7LmN2pTw', state, result });
    return plain(viewReceipt(reader, receiptOf(operation, accountOf(), 600_000)).text);
  };
  const refused = (reason: 'said_no' | 'not_sent' | 'paused' | 'permission') =>
    ({ kind: 'refused', reason, code: undefined }) as const;

  it.each<[string, Operation['state'], OperationResult | undefined]>([
    ['refused', 'rejected', refused('said_no')],
    ['being checked', 'unknown', { kind: 'unclear', cause: 'timeout', status: undefined }],
    ['without a trace', 'not_found', { kind: 'absent' }],
    ['to be decided', 'needs_review', { kind: 'several', candidates: [] }],
    ['not sent, exchange out of reach', 'expired', refused('not_sent')],
    ['not sent, moves are paused', 'cancelled', refused('paused')],
  ])('carries the reference of the move: %s', (_name, state, result) => {
    expect(textOf(state, result)).toContain('Reference: MN2PTW');
  });

  it.each<[string, Operation['state'], OperationResult | undefined]>([
    ['done', 'done', { kind: 'answered' }],
    ['cancelled', 'cancelled', undefined],
    ['moved', 'expired', { kind: 'moved', changed: ['rate'] }],
    ['settled by the person', 'not_found', { kind: 'person', happened: false, row: undefined }],
  ])('and no other does: %s', (_name, state, result) => {
    expect(textOf(state, result)).not.toContain('Reference');
  });

  it('says why nothing was sent: never that a card ran out which did not', () => {
    expect(textOf('expired', refused('not_sent'))).toContain('gave no usable answer; nothing was sent');
    expect(textOf('expired', refused('permission'))).toMatch(/lacks a permission[\s\S]*Nothing was sent\./);
    expect(textOf('expired', refused('not_sent'))).not.toContain('had run out');
    expect(textOf('cancelled', refused('paused'))).toMatch(/^Not sent: [\s\S]*paused by the operator/);
    expect(textOf('rejected', refused('paused'))).toContain('paused by the operator; nothing was sent.');
  });
});
