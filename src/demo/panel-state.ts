// One reading of everything the panel shows, taken from the two simulators and the bot's process. Changes nothing.

import type { Switch } from '../simulator/exchange/switches.ts';
import type { CoinSum, PageLanguage, PanelState, StepName, SwitchName } from '../simulator/page/contract.ts';
import type { BotState } from './bot-process.ts';
import { PERSON_ID } from './person.ts';
import { compareBooks, sumByCoin, toldInterest } from './told.ts';
import type { DemoWorld } from './world.ts';

/** Moves listed on the panel, newest first. */
const MOVES_SHOWN = 50;

export const SWITCH_OF: Readonly<Record<SwitchName, Switch>> = {
  down: 'down',
  slow: 'slow',
  lostAnswer: 'executedButAnswerLost',
  rateLimited: 'rateLimited',
  keyRevoked: 'keyRevoked',
};

function readSwitches(world: DemoWorld): PanelState['switches'] {
  const state = world.exchange.control.switches();
  return {
    down: state.down,
    slow: state.slow,
    lostAnswer: state.executedButAnswerLost,
    rateLimited: state.rateLimited,
    keyRevoked: state.keyRevoked,
  };
}

function readClock(world: DemoWorld, realNow: number): PanelState['clock'] {
  const state = world.clock.state();
  const resting = state.runUntilReal !== null && realNow >= state.runUntilReal;
  return {
    simNow: world.clock.now(),
    serverNow: realNow,
    speed: resting ? 0 : state.speed,
    resting,
  };
}

function stepsDone(
  world: DemoWorld,
  kinds: ReadonlySet<string>,
  accounts: number,
  told: readonly CoinSum[],
): Readonly<Record<StepName, boolean>> {
  return {
    start: world.telegram.control.sent({ chatId: PERSON_ID }).length > 0,
    practice: accounts > 0,
    deposit: kinds.has('deposit'),
    payout: told.length > 0,
    redeem: kinds.has('redeem'),
  };
}

export async function readPanel(
  world: DemoWorld,
  bot: BotState,
  language: PageLanguage,
  realNow: number,
): Promise<PanelState> {
  const { control } = world.exchange;
  const ledger = await control.ledger();
  const interest = sumByCoin(await control.interestPaid());
  const byRequest = ledger.effects.filter(({ by }) => by === 'request');
  const sent = world.telegram.control.sent({ chatId: PERSON_ID });
  const told = toldInterest(sent);
  const { requests, refused } = await world.tally();
  return {
    language,
    menu: world.telegram.control.menu(PERSON_ID),
    bot: { running: bot.running, kills: bot.kills, restarts: bot.restarts },
    clock: readClock(world, realNow),
    switches: readSwitches(world),
    ledger: {
      requests,
      failed: refused,
      executed: byRequest.length,
      moves: byRequest
        .slice(-MOVES_SHOWN)
        .reverse()
        .map(({ kind, amount, currency, at }) => ({ kind, amount, currency, at })),
      interest,
    },
    books: compareBooks(interest, told),
    told: { messages: sent.filter(({ kind }) => kind === 'send').length, interest: told },
    steps: stepsDone(
      world,
      new Set(byRequest.map(({ kind }) => kind)),
      (await control.accounts()).length,
      told,
    ),
  };
}
