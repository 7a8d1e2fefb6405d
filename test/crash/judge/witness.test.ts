// What the witness of the kill test remembers of what passes the gates and of what chats read.
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TelegramEvent } from '../../../src/simulator/telegram/event-log.ts';
import type { DatabaseMoment, RequestMoment } from '../gates/moments.ts';
import { createWitness, type Witness } from '../witness.ts';

const PERSON = 7;
const path = join(tmpdir(), `earnest-witness-${process.pid}.log`);
let witness: Witness;
beforeEach(() => {
  witness = createWitness(path);
});
afterEach(async () => {
  await witness.close();
  rmSync(path, { force: true });
});

const request = (nonce: number, apiKey = 'a', phase: RequestMoment['phase'] = 'asked'): RequestMoment => ({
  at: 'exchange',
  phase,
  method: 'GET',
  path: '/api/v1/orders',
  headers: { 'request-api': apiKey, 'request-nonce': String(nonce) },
  body: '',
});

it('finds a nonce that a key used twice, whichever process signed', () => {
  witness.sees('A', request(5));
  witness.sees('A', request(5, 'a', 'done'));
  witness.sees('B', request(5, 'b'));
  expect(witness.signed()).toEqual({ requests: 2, repeated: [] });
  witness.sees('B', request(5));
  expect(witness.signed()).toEqual({ requests: 3, repeated: ['5 for GET /api/v1/orders by B'] });
});

describe('a notice that is going out', () => {
  const step = (
    name: DatabaseMoment['step'],
    phase: DatabaseMoment['phase'],
    rows?: number,
  ): DatabaseMoment => ({ at: 'database', phase, step: name, inside: [], rows });

  it('counts when its process is struck before its end is stored', () => {
    witness.struck([{ name: 'A' }]);
    witness.sees('A', step('mark notice sending', 'before'));
    witness.struck([{ name: 'B' }]);
    expect(witness.interruptedNotices()).toBe(0);
    witness.struck([{ name: 'A' }]);
    expect(witness.interruptedNotices()).toBe(1);
  });

  it.each([
    ['told', step('mark notice sent', 'after', 1)],
    ['dropped or put off', step('end notice', 'after', 1)],
    ['in other hands', step('mark notice sending', 'after', 0)],
  ])('counts no more when it is %s', (_how, moment) => {
    witness.sees('A', step('mark notice sending', 'before'));
    witness.sees('A', moment);
    witness.struck([{ name: 'A' }]);
    expect(witness.interruptedNotices()).toBe(0);
  });

  it('counts no more in a process that began anew', () => {
    witness.sees('A', step('mark notice sending', 'before'));
    witness.begins('A');
    witness.struck([{ name: 'A' }]);
    expect(witness.interruptedNotices()).toBe(0);
  });
});

it('reads of each card what its chat reads last, in the card itself or in a reply to it', () => {
  const hears = (type: 'message' | 'edit', messageId: number, text: string, replyToMessageId?: number) =>
    // Of a view only these are read.
    witness.hears({
      ...{ id: 1, atMs: 0, type, chatId: PERSON },
      message: { from: 'bot', messageId, text, replyToMessageId },
    } as unknown as TelegramEvent);
  hears('message', 1, 'Deposit 50 USDT to Earn · Flexible USDT');
  hears('edit', 1, 'Sent, being checked: deposit of 50 USDT · Flexible USDT');
  hears('message', 2, 'Not done: redemption of 33.33 USDT · Flexible USDT');
  hears('message', 3, 'Deposited 50 USDT · Flexible USDT', 1);
  const [card, other] = witness.told();
  expect(card).toMatchObject({ userId: PERSON, told: 'done', kind: 'deposit', amount: '50' });
  expect(other).toMatchObject({ userId: PERSON, told: 'not_done', kind: 'redeem', amount: '33.33' });
  expect(witness.told()).toHaveLength(2);
});
