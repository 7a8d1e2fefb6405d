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

const EQUAL = 'M3 of equal moves as many are done as happened';
const FORGOTTEN = ['S4 nothing is signed with a forgotten key', 'S4 nothing is left of who was forgotten'];
const READS_DONE = 'M3 a chat reads "done" only of what happened';
const READS_ALL = 'M3 a chat reads "done" of all that happened';
const READS_NOT = 'M3 a chat reads "not done" only of what did not happen';
const TOLD = 'M3 what is told is what happened';

it('finds nothing in a world where everything went right, and says how often it looked', () => {
  expect(violated({})).toEqual([]);
  const unchecked = checkRun(FACTS).filter(({ checked }) => checked === 0);
  expect(unchecked.map(({ invariant }) => invariant)).toEqual([EQUAL]);
});

it('finds what was never checked, in a run that is long enough for everything to come up', () => {
  expect(violated({ crashes: 99 })).toEqual([]);
  expect(violated({ crashes: 100 })).toEqual([EQUAL]);
  expect(violated({ crashes: 100, forgotten: new Set() })).toEqual([EQUAL, ...FORGOTTEN]);
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
      'M2 a card said the amount before it moved',
      'M7 a card makes one move, however often it is tapped',
    ]);
    const cards = [
      { userId: PERSON + 1, kind: 'deposit', amount: amountOf('50.01'), currency: 'USDT' },
    ] as const;
    expect(violated({ cards })).toContain('M2 a card said the amount before it moved');
  });

  it('told as done that did not move, and told as not moved that did, are found', () => {
    expect(violated({ effects: FACTS.effects.slice(1) })).toEqual([TOLD, READS_DONE]);
    for (const state of ['rejected', 'expired', 'cancelled', 'not_found'] as const) {
      expect(violated(operation({ state }))).toEqual([TOLD]);
    }
    expect(violated(operation({ state: 'needs_review' }))).toEqual([]);
  });

  it('that moved and that its chat reads as not done, or nothing of, is found', () => {
    const [told] = FACTS.told;
    if (told === undefined) throw new Error('the sound world has a receipt');
    expect(violated({ told: [{ ...told, told: 'not_done' }] })).toEqual([READS_ALL, READS_NOT]);
    expect(violated({ told: [{ ...told, told: 'open' }] })).toEqual([READS_ALL]);
    expect(violated({ told: [] })).toEqual([READS_ALL]);
    expect(violated({ told: [told, told] })).toEqual([READS_DONE]);
    expect(violated({ told: [], ...operation({ state: 'needs_review' }) })).toEqual([]);
  });

  it('and was told by a receipt that never went out is not asked of the chat', () => {
    const account = { accountId: 'account-1', label: 'Main', environment: 'practice' } as const;
    const { id: operationId, move, result, confirmedAt } = OPERATION;
    const data = { kind: 'receipt', account, operationId, state: 'done', move, result, confirmedAt } as const;
    expect(violated({ told: [], dropped: [{ userId: PERSON, createdAt: 0, why: 'blocked', data }] })).toEqual(
      [],
    );
  });

  const twins = (change: Partial<OperationFacts> = {}): Partial<Facts> => ({
    operations: [
      { ...OPERATION, ...change },
      { ...OPERATION, id: 'op-2', sentAt: 2_000, leftAt: 2_060, ...change },
    ],
    posts: [POST, { ...POST, number: 2, at: 2_020, nonce: 6 }],
    cards: [...FACTS.cards, ...FACTS.cards],
    told: [...FACTS.told, ...FACTS.told],
  });
  const bothMoved = { effects: [...FACTS.effects, { ...EFFECT, n: 2, nonce: 6 }] };

  it('of two equal moves that were both told as done is found when it moved once', () => {
    const seen = { result: { kind: 'seen', orderId: undefined, row: undefined } } as const;
    expect(violated({ ...twins(), ...bothMoved })).toEqual([]);
    expect(violated(twins())).toEqual([TOLD, EQUAL, READS_DONE]);
    expect(violated(twins(seen))).toEqual([EQUAL, READS_DONE]);
  });

  it('of two equal moves may be in review, and counts once then', () => {
    const review = { state: 'needs_review', result: { kind: 'several', candidates: [] } } as const;
    const [first, second] = twins().operations ?? [];
    if (first === undefined || second === undefined) throw new Error('twins are two');
    const one = { ...twins(), operations: [first, { ...second, ...review }], told: FACTS.told };
    expect(violated(one)).toEqual([]);
    expect(violated({ ...one, ...bothMoved })).toEqual([]);
    const third = { effects: [...bothMoved.effects, { ...EFFECT, n: 3, nonce: 6 }] };
    expect(violated({ ...one, ...third })).toContain(EQUAL);
  });

  it('by a request whose nonce was used before, or is lower than that of an earlier move, is found', () => {
    expect(violated({ signed: { requests: 7, repeated: ['5 for GET'] } })).toEqual([
      'M9 no nonce is used twice',
    ]);
    const posts = [POST, { ...POST, number: 2, at: 2_020, nonce: 4 }];
    const effects = [...FACTS.effects, { ...EFFECT, n: 2, nonce: 4 }];
    expect(violated({ ...twins(), posts, effects })).toEqual(['M9 nonces of money requests rise']);
  });

  it('after its card had run out is found, to the millisecond', () => {
    expect(violated(operation({ expiresAt: OPERATION.sentAt ?? 0 }))).toEqual([]);
    expect(violated(operation({ expiresAt: (OPERATION.sentAt ?? 0) - 1 }))).toEqual([
      'M11 nothing is sent after its card has run out',
    ]);
  });

  it('left unsettled is found', () => {
    expect(violated(operation({ state: 'unknown' }))).toContain('M4 no move is left unsettled');
    const { product } = OPERATION.move;
    const move = { kind: 'renew', product, orderId: 100, autoRenew: true } as const;
    const renewal = { ...OPERATION, id: 'op-2', move, state: 'unknown', sentAt: 5_000 } as const;
    const card = { userId: PERSON, kind: 'renew', amount: undefined, currency: undefined } as const;
    expect(violated({ operations: [OPERATION, renewal], cards: [...FACTS.cards, card] })).toEqual([
      'M4 no move is left unsettled',
    ]);
  });

  it('in two moves of one account at a time, or of one card, is found', () => {
    const at = (leftAt: number | undefined): Partial<Facts> => {
      const [first, second] = twins().operations ?? [];
      if (first === undefined || second === undefined) throw new Error('twins are two');
      return { ...twins(), ...bothMoved, operations: [{ ...first, leftAt }, second] };
    };
    expect(violated(at(2_000))).toEqual([]);
    expect(violated(at(2_001))).toEqual(['M6 one unresolved move of an account']);
    expect(violated(at(undefined))).toEqual(['M6 one unresolved move of an account']);
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
    const marked = { ...FACTS.pushes[0], chatId: PERSON, at: 1, text: repeated(first?.text ?? '') };
    const flood = Array.from({ length: 9 }, () => marked);
    expect(violated({ pushes: [...FACTS.pushes, ...flood] })).toEqual(['P2 repeats are few']);
    expect(violated({ pushes: [...FACTS.pushes, ...flood], unclearAnswers: 1 })).toEqual([]);
  });

  it('that was told in another amount is found', () => {
    const more = [push('0.006', '0.006'), push('0.0070000000000000001', '0.013', 2)];
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
      'P3 the ledger holds what was credited',
      'P5 each payout of each order is in the ledger once',
    ]);
  });

  it('may be untold where it was dropped because the bot was blocked or never answered, and only that one', () => {
    const [first] = FACTS.pushes;
    const account = { accountId: 'account-1', label: 'Main', environment: 'practice' } as const;
    const { product } = OPERATION.move;
    const lines = [
      { product, orderId: 100, number: 2, periods: 1, currency: 'USDT', amount: amountOf('0.007') },
    ];
    const totals = [{ currency: 'USDT', amount: amountOf('0.013') }];
    const data = { kind: 'payout', account, at: 0, lines, totals } as const;
    const createdAt = 500_000;
    const dropped = [{ userId: PERSON, createdAt, why: 'blocked', data }];
    const away = (from: number, until: number | undefined): Partial<Facts> => ({
      absences: new Map([[PERSON, [{ from, until }]]]),
    });
    const untold = ['P1 P3 all that was credited is told'];
    const pushes = first === undefined ? [] : [first];
    expect(violated({ pushes, dropped, ...away(450_000, 510_000) })).toEqual([]);
    expect(violated({ pushes, dropped, ...away(450_000, undefined) })).toEqual([]);
    expect(violated({ pushes, dropped, ...away(100_000, 439_999) })).toEqual(untold);
    expect(violated({ pushes, dropped, ...away(560_001, undefined) })).toEqual(untold);
    const unclear = { pushes, dropped: [{ userId: PERSON, createdAt, why: 'too_many_tries', data }] };
    expect(violated({ ...unclear, unclearAnswers: 1 })).toEqual([]);
    expect(violated(unclear)).toEqual(['P1 pushes given up unread are few']);
    expect(violated({ ...unclear, pushes: FACTS.pushes })).toEqual([]);
    expect(violated({ pushes, dropped })).toEqual(untold);
    const refused = [{ userId: PERSON, createdAt, why: 'refused', data }];
    expect(violated({ pushes, dropped: refused })).toEqual(untold);
    expect(violated({ pushes: [], dropped, ...away(450_000, undefined) })).toEqual(untold);
    expect(violated({ pushes, ...away(450_000, undefined) })).toEqual(untold);
  });

  it('that is told after a later one is found', () => {
    const [first, second] = FACTS.pushes;
    if (first === undefined || second === undefined) throw new Error('the sound world has two pushes');
    const late = 'P4 payouts of an account are told in their order';
    expect(violated({ pushes: [{ ...first, at: 3 }, second] })).toEqual([late]);
    expect(violated({ pushes: [first, { ...second, text: second.text.replace(/Paid .*/, '') }] })).toEqual([
      late,
    ]);
  });

  it('from before the account was connected is nobody’s to tell', () => {
    const accounts = [{ id: 'account-1', userId: PERSON, apiKey: KEY, linkedAt: interest(1, '0').at }];
    expect(
      violated({ accounts, payouts: [payout(2, '0.007')], pushes: [push('0.007', '0.007', 2)] }),
    ).toEqual([]);
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
    expect(violated({ takeovers: [4_600, undefined] })).toEqual([
      'S3 another answers while one stands still',
    ]);
    expect(violated({ ownEnds: ['A ended'] })).toEqual(['S3 the bot ends only when it is ended']);
    const forgotten = new Set([PERSON]);
    expect(violated({ forgotten, signedAfterForget: ['GET /orders'] })).toEqual([
      'S4 nothing is signed with a forgotten key',
    ]);
    expect(violated({ leftOfForgotten: ['a row'] })).toEqual(['S4 nothing is left of who was forgotten']);
  });

  it('is found out when it gives up more updates than broken handlings explain', () => {
    expect(violated({ givenUp: 2, interruptions: 10 })).toEqual([]);
    expect(violated({ givenUp: 2, interruptions: 9 })).toEqual(['S1 updates given up are few']);
  });

  it('is not judged by people who broke', () => {
    expect(violated({ broken: ['TypeError'] })).toEqual(['H2 no person of the run breaks']);
  });

  it('is found out to be spared trouble when planned faults are not played', () => {
    const played = ['H1 the faults that were planned are played'];
    expect(violated({ faults: { planned: 10, played: 5, withoutRoom: 1 } })).toEqual(played);
    expect(violated({ faults: { planned: 10, played: 6, withoutRoom: 11 } })).toEqual(played);
  });

  it('is found out when a secret stands anywhere', () => {
    expect(violated({ secrets: ['A.log line 3'] })).toEqual(['S6 no secret in a log, a table or a chat']);
  });
});
