// The checker of the kill test can fail: each wrong it is there for is handed to it, and is found.
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import { amountOf } from '../../../src/domain/money.ts';
import { checkRun } from './check.ts';
import type { Facts, OperationFacts } from './facts.ts';
import { EFFECT, FACTS, interest, KEY, OPERATION, PERSON, POST, payout, push } from './samples.ts';

/** The invariants that are violated when these facts replace those of the sound world. */
function violated(change: Partial<Facts>): readonly string[] {
  const findings = checkRun({ ...FACTS, ...change });
  return findings.filter(({ violations }) => violations.length > 0).map(({ invariant }) => invariant);
}

const operation = (change: Partial<OperationFacts>): Partial<Facts> => ({
  operations: [{ ...OPERATION, ...change }],
});

const repeated = (text: string): string => `${text}\n${CATALOGUES.en.notices.repeat}`;

it('finds nothing in a world where everything went right, and says how often it looked', () => {
  expect(violated({})).toEqual([]);
  for (const { checked } of checkRun(FACTS)) expect(checked).toBeGreaterThan(0);
});

describe('money', () => {
  it('that moved twice by one request is found', () => {
    const effects = [...FACTS.effects, { ...EFFECT, n: 2 }];
    expect(violated({ effects })).toContain('M1 effects of an operation are none or one');
  });

  it('that was asked for twice is found, whether or not it moved twice', () => {
    const posts = [POST, { ...POST, number: 2, at: POST.at + 500, nonce: 6 }];
    expect(violated({ posts })).toEqual(['M5 one request at most for an operation']);
    const effects = [...FACTS.effects, { ...EFFECT, n: 2, nonce: 6 }];
    expect(violated({ posts, effects })).toContain('M1 effects of an operation are none or one');
  });

  it('that was asked for without an operation is found', () => {
    const posts = [POST, { ...POST, number: 2, apiKey: 'another', nonce: 6 }];
    expect(violated({ posts })).toEqual(['M5 a request is made for an operation in sending']);
  });

  it('that was asked for before its operation was stored as sending is found', () => {
    expect(violated(operation({ sentAt: POST.at + 5_000 }))).toContain(
      'M5 a request is made for an operation in sending',
    );
  });

  it('that moved without a request of the bot is found', () => {
    const effects = [...FACTS.effects, { ...EFFECT, n: 2, nonce: 99 }];
    expect(violated({ effects })).toContain('M2 an effect belongs to an operation');
  });

  it('that moved in another amount or term than the card said is found', () => {
    const digits = 'M2 it is the move of the card, digit for digit';
    const amount = amountOf('50.010000000000000001');
    expect(violated({ effects: [{ ...EFFECT, amount }, ...FACTS.effects.slice(1)] })).toContain(digits);
    expect(violated({ effects: [{ ...EFFECT, days: 7 }, ...FACTS.effects.slice(1)] })).toContain(digits);
  });

  it('that moved without its owner confirming it, or without a card that said so, is found', () => {
    expect(violated(operation({ confirmedAt: undefined }))).toContain('M2 its owner confirmed it');
    expect(violated({ cards: [] })).toEqual([
      'M7 a card makes one move, however often it is tapped',
      'M2 a card said the amount before it moved',
    ]);
  });

  it('told as done that did not move, and told as not moved that did, are found', () => {
    const told = 'M3 what is told is what happened';
    expect(violated({ effects: FACTS.effects.slice(1) })).toEqual([told]);
    for (const state of ['rejected', 'expired', 'cancelled', 'not_found'] as const) {
      expect(violated(operation({ state }))).toEqual([told]);
    }
    expect(violated(operation({ state: 'needs_review' }))).toEqual([]);
  });

  it('of two equal moves that were both told as done is found when it moved once', () => {
    const twin = { ...OPERATION, id: 'op-2', sentAt: 2_000 };
    const posts = [POST, { ...POST, number: 2, at: 2_020, nonce: 6 }];
    const cards = [...FACTS.cards, ...FACTS.cards];
    const two = { operations: [OPERATION, twin], posts, cards };
    const both = { effects: [...FACTS.effects, { ...EFFECT, n: 2, nonce: 6 }] };
    expect(violated({ ...two, ...both })).toEqual([]);
    expect(violated(two)).toEqual(['M3 of equal moves as many are done as happened']);
  });

  it('left unsettled is found', () => {
    expect(violated(operation({ state: 'unknown' }))).toContain('M4 no move is left unsettled');
  });

  it('in two moves of one account at a time, or of one card, is found', () => {
    expect(violated({ lanes: [1, 2] })).toEqual(['M6 one unresolved move of an account']);
    const another = { ...OPERATION, id: 'op-2', state: 'expired', sentAt: undefined } as const;
    expect(violated({ operations: [OPERATION, another] })).toEqual([
      'M7 a card makes one move, however often it is tapped',
    ]);
  });
});

describe('a payout', () => {
  it('that was never told is found', () => {
    expect(violated({ pushes: [push('0.006', '0.006')] })).toEqual(['P1 P3 all that was credited is told']);
  });

  it('that was told twice is found, unless the second is marked as a repeat', () => {
    const [first, second] = FACTS.pushes;
    if (first === undefined || second === undefined) throw new Error('the sound world has two pushes');
    expect(violated({ pushes: [first, first, second] })).toEqual([
      'P2 a push comes once, but for marked repeats',
    ]);
    const marked = { ...first, text: repeated(first.text) };
    expect(violated({ pushes: [first, marked, second] })).toEqual([]);
    expect(violated({ pushes: [marked, second] })).toEqual([]);
  });

  it('that was repeated more often than crashes explain is found', () => {
    const [first] = FACTS.pushes;
    const marked = { ...FACTS.pushes[0], chatId: PERSON, at: 0, text: repeated(first?.text ?? '') };
    const flood = Array.from({ length: 9 }, () => marked);
    expect(violated({ pushes: [...FACTS.pushes, ...flood] })).toEqual(['P2 repeats are few']);
    expect(violated({ pushes: [...FACTS.pushes, ...flood], lostAnswers: 1 })).toEqual([]);
  });

  it('that was told in another amount is found', () => {
    const more = [push('0.006', '0.006'), push('0.0070000000000000001', '0.013')];
    expect(violated({ pushes: more })).toEqual(['P3 P5 no more is told than was credited']);
  });

  it('that was told to somebody else is found', () => {
    const [first, second] = FACTS.pushes;
    if (first === undefined || second === undefined) throw new Error('the sound world has two pushes');
    expect(violated({ pushes: [first, { ...second, chatId: 8 }] })).toEqual([
      'P1 P3 all that was credited is told',
      'P3 interest is told to who owns an account',
    ]);
  });

  it('equal to another of the same moment on another order counts as one of its own', () => {
    const two = { effects: [EFFECT, interest(1, '0.006'), interest(1, '0.006', 200)] };
    const payouts = [payout(1, '0.006'), payout(1, '0.006', 200)];
    expect(violated({ ...two, payouts, pushes: [push('0.012', '0.012')] })).toEqual([]);
    expect(violated({ ...two, payouts: [payout(1, '0.006')], pushes: [push('0.006', '0.006')] })).toEqual([
      'P1 P3 all that was credited is told',
      'P5 each payout of each order is in the ledger once',
      'P3 the ledger holds what was credited',
    ]);
  });

  it('may be untold where it was dropped because the bot was blocked or never answered, and only that one', () => {
    const [first] = FACTS.pushes;
    const account = { accountId: 'account-1', label: 'Main', environment: 'practice' } as const;
    const { product } = OPERATION.move;
    const lines = [
      { product, orderId: 100, number: 2, periods: 1, currency: 'USDT', amount: amountOf('0.007') },
    ];
    const data = { kind: 'payout', account, at: 0, lines, totals: [] } as const;
    const dropped = [{ userId: PERSON, why: 'blocked', data }];
    const pushes = first === undefined ? [] : [first];
    expect(violated({ pushes, dropped, blockers: new Set([PERSON]) })).toEqual([]);
    expect(violated({ pushes, dropped: [{ userId: PERSON, why: 'too_many_tries', data }] })).toEqual([]);
    expect(violated({ pushes, dropped })).toEqual(['P1 P3 all that was credited is told']);
    expect(violated({ pushes, dropped: [{ userId: PERSON, why: 'refused', data }] })).toEqual([
      'P1 P3 all that was credited is told',
    ]);
    expect(violated({ pushes: [], dropped, blockers: new Set([PERSON]) })).toEqual([
      'P1 P3 all that was credited is told',
    ]);
    expect(violated({ pushes, blockers: new Set([PERSON]) })).toEqual([
      'P1 P3 all that was credited is told',
    ]);
  });

  it('from before the account was connected is nobody’s to tell', () => {
    const accounts = [{ id: 'account-1', userId: PERSON, apiKey: KEY, linkedAt: interest(1, '0').at }];
    expect(violated({ accounts, payouts: [payout(2, '0.007')], pushes: [push('0.007', '0.007')] })).toEqual(
      [],
    );
    expect(violated({ accounts })).toContain('P3 P5 no more is told than was credited');
  });
});

describe('the system', () => {
  it('is found out when an update is lost, unhandled or held back', () => {
    const { updates } = FACTS;
    expect(violated({ updates: { ...updates, lost: [3] } })).toEqual(['S1 no update is lost']);
    expect(violated({ updates: { ...updates, unhandled: 1 } })).toEqual(['S1 the inbox is empty']);
    expect(violated({ updates: { ...updates, waitingAtTelegram: 1 } })).toEqual([
      'S3 Telegram holds nothing back',
    ]);
    expect(violated({ noticesWaiting: 1 })).toEqual(['S3 the outbox is empty']);
  });

  it('is found out when it answers late, ends by itself, or signs with a forgotten key', () => {
    expect(violated({ answers: [4_999, 5_001] })).toEqual(['S3 a restarted bot answers within 5 s']);
    expect(violated({ ownEnds: ['A ended'] })).toEqual(['S3 the bot ends only when it is ended']);
    const forgotten = new Set([PERSON]);
    expect(violated({ forgotten, signedAfterForget: ['GET /orders'] })).toEqual([
      'S4 nothing is signed with a forgotten key',
    ]);
  });

  it('is found out when a secret stands anywhere', () => {
    expect(violated({ secrets: ['A.log line 3'] })).toEqual(['S6 no secret in a log, a table or a chat']);
  });
});
