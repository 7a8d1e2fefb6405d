// The trouble that is played at random, each kind with its weight: of the exchange on money requests and reads, of
// Telegram on what it is asked to show, and on the way updates come in.
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import type { FaultRequest } from '../../../src/simulator/telegram/fault-plan.ts';
import type { Random } from '../../simulation/random.ts';
import type { Side } from '../world.ts';

const MONEY = { money: true };

/** The second is longer than the bot waits before it says that there is no trace (stage.ts). */
export const LATE_MS = { soon: [200, 2_500], afterTheWait: [4_000, 5_500] } as const;

export type ExchangeFault = readonly [() => FaultInput, number];

export function exchangeFaults(random: Random, side: Side): readonly ExchangeFault[] {
  const executed = (): boolean => random.chance(0.5);
  const status = () => random.pick([500, 502, 503, 504, 408] as const);
  const late = ([low, high]: readonly [number, number]): FaultInput => ({
    kind: 'late',
    delayMs: random.int(low, high),
    answer: random.pick(['lost', 503] as const),
    match: MONEY,
  });
  return [
    [() => ({ kind: 'status', status: status(), executed: executed(), match: MONEY }), 6],
    [() => ({ kind: 'status', status: 400, code: 99_999, executed: executed(), match: MONEY }), 2],
    [() => ({ kind: 'status', status: 400, code: 4003, match: MONEY }), 1],
    [
      () => ({
        kind: 'status',
        status: 429,
        retryAfter: random.pick(['seconds', 'unix-ms', 'http-date'] as const),
        waitMs: 1_000,
        executed: executed(),
        match: MONEY,
      }),
      1,
    ],
    [() => ({ kind: 'status', status: 502, shape: 'html', executed: executed(), match: MONEY }), 2],
    [() => ({ kind: 'success_false', match: MONEY }), 2],
    [() => ({ kind: 'html200', executed: executed(), match: MONEY }), 1],
    [() => ({ kind: 'empty200', executed: executed(), match: MONEY }), 2],
    [() => ({ kind: 'half_body', executed: executed(), match: MONEY }), 3],
    [() => ({ kind: 'reset_before_body', match: MONEY }), 3],
    [() => ({ kind: 'reset_after', executed: executed(), match: MONEY }), 4],
    [() => ({ kind: 'slow', delayMs: random.int(200, 2_500), match: MONEY }), 6],
    [() => late(LATE_MS.soon), 4],
    // Re-opened by the next look, which is soon where days are skipped, and an hour away on live.
    [() => late(LATE_MS.afterTheWait), side === 'practice' ? 1 : 0],
    [() => ({ kind: 'duplicated', answer: random.pick(['first', 'second'] as const), match: MONEY }), 3],
    [
      () => ({
        kind: 'resend',
        status: random.pick([421, 307] as const),
        executed: executed(),
        match: MONEY,
      }),
      2,
    ],
    [() => ({ kind: 'status', status: status(), match: { method: 'GET' } }), 3],
    [() => ({ kind: 'reset_after', match: { method: 'GET' } }), 2],
    [() => ({ kind: 'slow', delayMs: random.int(200, 1_500), match: { method: 'GET' } }), 3],
    [() => ({ kind: 'half_body', match: { method: 'GET' } }), 1],
  ];
}

export function telegramFaults(random: Random, chatId: number): readonly (readonly [FaultRequest, number])[] {
  const method = random.pick(['sendMessage', 'sendMessage', 'editMessageText', 'answerCallbackQuery']);
  // The answer to a tap names no chat: a fault that waits for one there would wait for ever.
  const on = method === 'answerCallbackQuery' ? { method } : { method, chatId };
  return [
    [{ ...on, kind: 'lost-answer' }, 5],
    [{ ...on, kind: 'http', status: 429, retryAfter: 1 }, 2],
    [{ ...on, kind: 'http', status: 500 }, 2],
    [{ ...on, kind: 'html502' }, 2],
    [{ ...on, kind: 'slow', delayMs: random.int(100, 1_500) }, 2],
  ];
}

export const INTAKE_FAULTS: readonly FaultRequest[] = [
  { method: 'getUpdates', kind: 'repeat-batch' },
  { method: 'getUpdates', kind: 'reset' },
  { method: 'getUpdates', kind: 'html502' },
  { method: 'getUpdates', kind: 'http', status: 409 },
];
