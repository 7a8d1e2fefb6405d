// The load: people with accounts of their own who deposit, redeem, renew, tap twice, block the bot and come back, all
// at once and without pause.
import { amountOf } from '../../../src/domain/money.ts';
import type { TelegramEvent } from '../../../src/simulator/telegram/event-log.ts';
import { createRandom } from '../../simulation/random.ts';
import type { Absence } from '../judge/facts.ts';
import { pause } from '../pause.ts';
import type { Witness } from '../witness.ts';
import type { World } from '../world.ts';
import { createAbsences } from './absences.ts';
import { type Actor, act } from './acts.ts';
import { createChat, NothingCame } from './chat.ts';
import { createPerson } from './person.ts';

export interface PeopleDeps {
  readonly seed: number;
  readonly count: number;
  readonly world: World;
  readonly witness: Witness;
  /** From now on this text must stand nowhere. */
  readonly keepSecret: (text: string) => void;
}

export interface People {
  readonly hears: (event: TelegramEvent) => void;
  /** Resolves when everyone has an account; then they go on until {@link People.rest}, or the signal. */
  readonly begin: (signal: AbortSignal) => Promise<void>;
  /** From now on nobody says or taps anything. */
  readonly rest: () => void;
  /** Everyone who blocked the bot lets it in again and says something. */
  readonly comeBack: () => void;
  readonly absences: ReadonlyMap<number, readonly Absence[]>;
  /** Mistakes of ours. */
  readonly broken: readonly string[];
  /** Of those who are still there. */
  readonly ids: () => readonly number[];
  /** Moment of live's clock at which the key was connected. */
  readonly linkedAt: ReadonlyMap<string, number>;
  /** The person has everything forgotten and does nothing more; false when the bot did not answer. */
  readonly leave: (userId: number) => Promise<boolean>;
  /** Enough others are left. */
  readonly maySpareOne: () => boolean;
}

const FIRST_ID = 60_001;
/** Every so many people one uses a live key; the others practise. */
const LIVE_EVERY = 5;
/** Rows in the history of the first live account, more than one page holds. */
const OLD_ROWS = 60;
const PAUSE_MS = [20, 250] as const;
/** At most this part of the people has everything forgotten. */
const LEAVERS = 0.3;
const CONNECT_TRIES = 30;
const HEARS_AGAIN_MS = 30_000;

interface One extends Actor {
  readonly isLive: boolean;
  isGone: boolean;
}

export function createPeople(deps: PeopleDeps): People {
  const { world, witness } = deps;
  const { control } = world.telegram;
  const all = new Map(
    Array.from({ length: deps.count }, (_, index) => [FIRST_ID + index, makeOne(deps, index)] as const),
  );
  const absences = createAbsences();
  const broken: string[] = [];
  const linkedAt = new Map<string, number>();
  let isResting = false;
  const here = (): readonly One[] => [...all.values()].filter(({ isGone }) => !isGone);

  async function connect(one: One, index: number): Promise<void> {
    const { person } = one;
    const key = one.isLive ? await makeLiveKey(world, index === 0) : undefined;
    if (key !== undefined) for (const secret of Object.values(key)) deps.keepSecret(secret);
    const once = () => (key === undefined ? person.openPractice() : person.connectLive(key));
    for (let times = 0; times < CONNECT_TRIES && !isResting; times += 1) {
      if (!(await isAnswered(once))) continue;
      if (key !== undefined) linkedAt.set(key.apiKey, world.exchanges.live.clock.now());
      return;
    }
    if (!isResting) throw new Error(`person ${person.chat.userId} could not connect`);
  }

  async function live(one: One): Promise<void> {
    while (!isResting && !one.isGone) {
      const isGood = await isAnswered(() => act(one, control, absences.begin));
      // Whoever hears nothing waits for a while before they say more: else a slow bot only gets a longer queue.
      if (!isGood) await isAnswered(() => one.person.chat.waitFor(() => true, HEARS_AGAIN_MS));
      await pause(one.random.int(...PAUSE_MS));
    }
  }

  return {
    ...{
      broken,
      linkedAt,
      absences: absences.all,
      ids: () => here().map(({ person }) => person.chat.userId),
    },
    hears: (event) => {
      absences.hears(event);
      if ('chatId' in event) all.get(event.chatId)?.person.chat.hears(event);
    },
    async begin(signal) {
      const stop = (): void => {
        isResting = true;
      };
      signal.addEventListener('abort', stop);
      await Promise.all([...all.values()].map(connect));
      const living = Promise.all([...all.values()].map(live));
      living.catch((error: unknown) => {
        broken.push(String(error));
        witness.trace(`a person broke: ${String(error)}`);
      });
    },
    rest() {
      isResting = true;
      for (const { person } of all.values()) person.chat.hush();
    },
    comeBack() {
      for (const userId of absences.all.keys()) {
        control.unblock(userId);
        control.sendText(userId, '/home');
      }
    },
    maySpareOne: () => deps.count - here().length < deps.count * LEAVERS,
    async leave(userId) {
      const one = all.get(userId);
      if (one === undefined) return false;
      one.isGone = true;
      return isAnswered(() => one.person.forgetAll());
    },
  };
}

function makeOne({ seed, world, witness }: PeopleDeps, index: number): One {
  const { control } = world.telegram;
  const userId = FIRST_ID + index;
  control.ensureUser({ id: userId, firstName: `Person ${index + 1}`, languageCode: 'en' });
  const random = createRandom(seed, `person ${index}`);
  const chat = createChat(control, userId);
  const person = createPerson({ chat, control, random, onCard: witness.tapped });
  return { person, random, isLive: index % LIVE_EVERY === 0, amounts: index * 100, isGone: false };
}

/** False when the bot did not answer in time. */
async function isAnswered(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof NothingCame) return false;
    throw error;
  }
}

async function makeLiveKey({ exchanges }: World, isOld: boolean) {
  const { control } = exchanges.live.simulator;
  const key = await control.createAccount(isOld ? { settings: { historyOrder: 'oldest-first' } } : {});
  const deposit = { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('1') } as const;
  for (let rows = 0; isOld && rows < OLD_ROWS; rows += 1) await control.site(key.apiKey, deposit);
  return key;
}
