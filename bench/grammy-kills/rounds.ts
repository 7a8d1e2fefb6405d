// One contender under the kill test, in rounds: everybody gets a card while the bot is left alone; then the cards are
// tapped one after another while it is killed again and again, until all is told or nothing is said any more.

import { pause } from '../../test/crash/pause.ts';
import type { Random } from '../../test/simulation/random.ts';
import type { Contender } from './contender.ts';
import { askForCard, confirm, isSettled, listen, type Offer, type Person, type Tapped } from './people.ts';
import type { Victim } from './victim.ts';
import type { World } from './world.ts';

/** A round is over when no tap waits and the bot has said nothing for so long. */
const QUIET_MS = 6_000;
/** At the end, alone and unkilled, a bot may take so long to tell what is still open. */
const LAST_WAIT_MS = 120_000;
/** What a killed bot had sent may still be executed; longer than the exchange takes. */
const STRAGGLERS_MS = 1_000;
const CARDS_AT_ONCE = 8;
const LOOK_MS = 20;

export interface RoundsOptions {
  readonly deposits: number;
  /** After this time there are no more taps and no more kills, ms. */
  readonly enoughMs: number;
  /** Mean time between two taps, ms. */
  readonly gapMs: number;
  /** People hold back while so many taps wait at Telegram: a bot that begins each batch anew may never end it else. */
  readonly waitingTapsMax: number;
  readonly random: Random;
  readonly onProgress: () => void;
}

export interface RoundsBook {
  rounds: number;
  /** Cards that were asked for and did not come. */
  cardsMissed: number;
}

interface Ground {
  readonly world: World;
  readonly contender: Contender;
  readonly victim: Victim;
  readonly people: readonly Person[];
  readonly options: RoundsOptions;
  readonly lastWordAt: () => number;
  readonly isEnough: () => boolean;
}

export async function playRounds(
  world: World,
  contender: Contender,
  victim: Victim,
  people: readonly Person[],
  options: RoundsOptions,
): Promise<RoundsBook> {
  let wordAt = performance.now();
  const onWord = (): void => {
    wordAt = performance.now();
    options.onProgress();
  };
  const stopListening = listen(world, contender, people, onWord);
  const enoughAt = performance.now() + options.enoughMs;
  const isEnough = () => performance.now() > enoughAt;
  const lastWordAt = () => wordAt;
  const ground: Ground = { world, contender, victim, people, options, lastWordAt, isEnough };
  const book: RoundsBook = { rounds: 0, cardsMissed: 0 };
  while (tapped(people) < options.deposits && !isEnough()) {
    const offers = await handOutCards(ground, book);
    if (offers.length === 0) await pause(QUIET_MS);
    victim.beginKilling();
    const taps = await tapAll(ground, offers);
    await untilQuiet(ground, taps, QUIET_MS, isEnough);
    await victim.endKilling();
    book.rounds += 1;
  }
  const all = people.flatMap(({ deposits }) => deposits);
  await untilQuiet(ground, all, contender.hasLane ? LAST_WAIT_MS : QUIET_MS, () => false);
  await pause(STRAGGLERS_MS);
  stopListening();
  return book;
}

const tapped = (people: readonly Person[]): number =>
  people.reduce((sum, { deposits }) => sum + deposits.length, 0);

async function handOutCards(ground: Ground, book: RoundsBook): Promise<readonly Offer[]> {
  const { contender, people, options } = ground;
  const isFree = ({ deposits }: Person) => !contender.hasLane || deposits.every(isSettled);
  const queue = people.filter(isFree).slice(0, options.deposits - tapped(people));
  const offers: Offer[] = [];
  const serve = async (): Promise<void> => {
    for (let person = queue.shift(); person !== undefined; person = queue.shift()) {
      const offer = await askForCard(contender, person).catch(() => undefined);
      if (offer === undefined) book.cardsMissed += 1;
      else offers.push(offer);
      options.onProgress();
    }
  };
  await Promise.all(Array.from({ length: CARDS_AT_ONCE }, serve));
  return offers;
}

/** In the order in which the cards came, so that none gets old. */
async function tapAll(
  { world, options, isEnough }: Ground,
  offers: readonly Offer[],
): Promise<readonly Tapped[]> {
  const { random, gapMs, waitingTapsMax, onProgress } = options;
  const taps: Tapped[] = [];
  for (const offer of offers) {
    await pause(random.int(0, 2 * gapMs));
    const isHoldingBack = () => world.telegram.control.status().pendingUpdates >= waitingTapsMax;
    while (isHoldingBack() && !isEnough()) await pause(LOOK_MS);
    if (isEnough()) break;
    taps.push(confirm(world, offer));
    onProgress();
  }
  return taps;
}

async function untilQuiet(
  { world, lastWordAt }: Ground,
  deposits: readonly Tapped[],
  quietMs: number,
  isEnough: () => boolean,
): Promise<void> {
  const from = performance.now();
  while (!isEnough()) {
    const waits = world.telegram.control.status().pendingUpdates > 0;
    if (!waits && deposits.every(isSettled)) return;
    const silentMs = performance.now() - Math.max(from, lastWordAt());
    if (!waits && silentMs > quietMs) return;
    await pause(LOOK_MS);
  }
}
