// Every fault of Telegram that is planned can be met by a call of the bot: one that never is would hold up all others.
import { expect, it } from 'vitest';
import { createFaultPlan } from '../../../src/simulator/telegram/fault-plan.ts';
import { createRandom } from '../../simulation/random.ts';
import { INTAKE_FAULTS, telegramFaults } from './fault-kinds.ts';

const PERSON = 7;
/** Calls of the bot that name the chat they are for. */
const WITH_CHAT = ['sendMessage', 'editMessageText'];

it('plans faults that the calls of the bot meet', () => {
  const random = createRandom(1, 'faults');
  const planned = Array.from({ length: 200 }, () => telegramFaults(random, PERSON).map(([fault]) => fault));
  const methods = new Set<string>();
  for (const fault of [...planned.flat(), ...INTAKE_FAULTS]) {
    const plan = createFaultPlan(() => undefined);
    plan.add(fault);
    const { method } = fault;
    const isMet =
      fault.kind === 'repeat-batch'
        ? plan.takeBatchRepeat()
        : plan.take(method, WITH_CHAT.includes(method) ? PERSON : undefined) !== undefined;
    expect(isMet, JSON.stringify(fault)).toBe(true);
    methods.add(method);
  }
  expect([...methods].toSorted()).toEqual([
    'answerCallbackQuery',
    'editMessageText',
    'getUpdates',
    'sendMessage',
  ]);
});
