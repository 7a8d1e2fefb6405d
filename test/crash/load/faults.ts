// Trouble of the exchange and of Telegram, played at random while the bot is being killed.
import type { Random } from '../../simulation/random.ts';
import type { Witness } from '../witness.ts';
import type { Side, World } from '../world.ts';
import { exchangeFaults, INTAKE_FAULTS, LATE_MS, telegramFaults } from './fault-kinds.ts';

export interface Faults {
  readonly start: () => void;
  /** No new ones; those that wait are taken back. */
  readonly stop: () => void;
  /** While an answer is being timed, nobody else may be the reason for its lateness. */
  readonly spareIntake: (isSpared: boolean) => void;
  readonly counts: () => Readonly<Record<string, number>>;
  /** Answers of Telegram that were lost although the message was shown. */
  readonly lostAnswers: () => number;
  /** Real clock: until then something may still be executed late. */
  readonly lateUntil: () => number;
}

const EVERY_MS = [150, 700] as const;
/** Faults that wait for a request at a time: more would make every request fail. */
const WAITING_MAX = 4;

export function createFaults(deps: {
  readonly world: World;
  readonly random: Random;
  readonly witness: Witness;
  readonly chatIds: readonly number[];
}): Faults {
  const { world, random, witness, chatIds } = deps;
  const { control } = world.telegram;
  const counts: Record<string, number> = {};
  let timer: NodeJS.Timeout | undefined;
  let isSpared = false;
  let lateUntil = 0;

  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
    witness.trace(`fault planned: ${name}`);
  };

  const onExchange = (): void => {
    const side: Side = random.chance(0.8) ? 'practice' : 'live';
    const { control: bank } = world.exchanges[side].simulator;
    if (bank.faults().length >= WAITING_MAX) return;
    const fault = random.weighted(exchangeFaults(random, side))();
    bank.addFault(fault);
    const isExecuted = 'executed' in fault ? (fault.executed === true ? ' executed' : ' not executed') : '';
    const status = fault.kind === 'status' || fault.kind === 'resend' ? ` ${fault.status}` : '';
    count(`${fault.match?.money === true ? 'money' : 'read'}: ${fault.kind}${status}${isExecuted}`);
  };

  const onTelegram = (): void => {
    const waiting = control.faults().filter(({ left }) => left > 0).length;
    if (waiting >= WAITING_MAX) return;
    const isIntake = !isSpared && random.chance(0.2);
    const fault = isIntake
      ? random.pick(INTAKE_FAULTS)
      : random.weighted(telegramFaults(random, random.pick(chatIds)));
    control.addFault(fault);
    count(`telegram: ${fault.method} ${fault.kind}${fault.status === undefined ? '' : ` ${fault.status}`}`);
  };

  const next = (): void => {
    timer = setTimeout(
      () => {
        (random.chance(0.7) ? onExchange : onTelegram)();
        next();
      },
      random.int(...EVERY_MS),
    );
  };

  return {
    start: next,
    stop: () => {
      clearTimeout(timer);
      lateUntil = Date.now() + LATE_MS.afterTheWait[1];
      for (const { simulator } of Object.values(world.exchanges)) simulator.control.clearFaults();
      control.clearFaults();
    },
    spareIntake: (now) => {
      isSpared = now;
    },
    counts: () => counts,
    lostAnswers: () => control.counters().faults['lost-answer'] ?? 0,
    lateUntil: () => lateUntil,
  };
}
