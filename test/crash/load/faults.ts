// Trouble of the exchange and of Telegram, played at random while the bot is being killed.
import type { Fault } from '../../../src/simulator/telegram/fault-plan.ts';
import type { Random } from '../../simulation/random.ts';
import { FAULTS_WAITING_MAX, type FaultsPlayed } from '../judge/facts.ts';
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
  /** Messages of which the bot could not know whether Telegram showed them: no answer, or an error of the server. */
  readonly unclearAnswers: () => number;
  readonly played: () => FaultsPlayed;
  /** Real clock: until then something may still be executed late. */
  readonly lateUntil: () => number;
}

const EVERY_MS = [150, 700] as const;
/** Methods that show something. */
const SHOWS = ['sendMessage', 'editMessageText'];
const SERVER_ERROR = 500;

export function createFaults(deps: {
  readonly world: World;
  readonly random: Random;
  readonly witness: Witness;
  /** People who are still there. */
  readonly chatIds: () => readonly number[];
}): Faults {
  const { world, random, witness, chatIds } = deps;
  const { control } = world.telegram;
  const counts: Record<string, number> = {};
  let timer: NodeJS.Timeout | undefined;
  let isSpared = false;
  let lateUntil = 0;
  let planned = 0;
  let withoutRoom = 0;

  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
    witness.trace(`fault planned: ${name}`);
  };

  const onExchange = (): void => {
    const side: Side = random.chance(0.8) ? 'practice' : 'live';
    const { control: bank } = world.exchanges[side].simulator;
    if (bank.faults().length >= FAULTS_WAITING_MAX) return;
    const fault = random.weighted(exchangeFaults(random, side))();
    bank.addFault(fault);
    const isExecuted = 'executed' in fault ? (fault.executed === true ? ' executed' : ' not executed') : '';
    const status = fault.kind === 'status' || fault.kind === 'resend' ? ` ${fault.status}` : '';
    count(`${fault.match?.money === true ? 'money' : 'read'}: ${fault.kind}${status}${isExecuted}`);
  };

  /** Those that wait for people who left are taken back. */
  const waitingAtTelegram = (): number => {
    const here = chatIds();
    const waiting = control.faults().filter(({ left }) => left > 0);
    const stay = waiting.filter(({ chatId }) => chatId === undefined || here.includes(chatId));
    if (stay.length < waiting.length) {
      control.clearFaults();
      for (const fault of stay) control.addFault(fault);
      planned -= waiting.length - stay.length;
    }
    return stay.length;
  };

  const onTelegram = (): void => {
    if (waitingAtTelegram() >= FAULTS_WAITING_MAX) {
      withoutRoom += 1;
      return;
    }
    const isIntake = !isSpared && random.chance(0.2);
    const fault = isIntake
      ? random.pick(INTAKE_FAULTS)
      : random.weighted(telegramFaults(random, random.pick(chatIds())));
    control.addFault(fault);
    planned += 1;
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
    unclearAnswers: () => sumPlayed(control.faults().filter(isUnclear)),
    played: () => ({ planned, played: sumPlayed(control.faults()), withoutRoom }),
    lateUntil: () => lateUntil,
  };
}

const sumPlayed = (faults: readonly Fault[]): number =>
  faults.reduce((total, { played }) => total + played, 0);

function isUnclear({ method, kind, status = 0 }: Fault): boolean {
  if (!SHOWS.includes(method)) return false;
  return kind === 'lost-answer' || kind === 'html502' || (kind === 'http' && status >= SERVER_ERROR);
}
