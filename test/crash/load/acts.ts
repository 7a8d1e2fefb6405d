// What a person does next, by chance.
import type { TelegramControl } from '../../../src/simulator/telegram/control.ts';
import type { Random } from '../../simulation/random.ts';
import { pause } from '../pause.ts';
import type { Person } from './person.ts';

export interface Actor {
  readonly person: Person;
  readonly random: Random;
  /** Amounts used so far: most are used once, so that each move can be told from every other. */
  amounts: number;
}

const FLEXIBLE = [/^Flexible USDT · /, /^Flexible USDT · /, /^Flexible USDC · /];
const FIXED = { product: /^Fixed USDC · /, term: /^30 days/ };
/** Of ten redemptions. */
const REDEEMED = [
  ['10%', 5],
  ['33.33', 3],
  ['all', 2],
] as const;
/** Of deposits, those that repeat the last amount. */
const TWINS = 0.2;
const BLOCKED_MS = 2_000;
const ANSWERS_WITHIN_MS = 6_000;

/** Rejects with NothingCame when the bot does not answer. */
export function act(
  actor: Actor,
  control: TelegramControl,
  onBlock: (userId: number) => void,
): Promise<void> {
  const { person, random } = actor;
  const amount = (): string => {
    if (!random.chance(TWINS)) actor.amounts += 1;
    return (50 + actor.amounts / 100).toFixed(2);
  };
  const whole = (): string => String(50 + (actor.amounts % 40));
  return random.weighted<() => Promise<void>>([
    [() => person.deposit({ product: random.pick(FLEXIBLE), amount: amount() }), 50],
    [() => person.deposit({ ...FIXED, amount: whole(), renew: random.chance(0.5) }), 6],
    [() => person.redeem(random.weighted(REDEEMED)), 24],
    [() => person.renew(), 6],
    [() => person.look(), 8],
    [() => person.cancelMidway(), 3],
    [() => blockForAWhile(person, control, onBlock), 1],
  ])();
}

async function blockForAWhile(
  { chat }: Person,
  control: TelegramControl,
  onBlock: (userId: number) => void,
): Promise<void> {
  onBlock(chat.userId);
  control.block(chat.userId);
  await pause(BLOCKED_MS);
  control.unblock(chat.userId);
  chat.say('/home');
  await chat.waitFor(() => true, ANSWERS_WITHIN_MS);
}
