// What the reader of the demo page can do to the world, and what the panel says about it.
import type { PageAct, PageLanguage, PanelState } from '../simulator/page/contract.ts';
import type { BotProcess } from './bot-process.ts';
import { readPanel, SWITCH_OF } from './panel-state.ts';
import { PERSON_ID, PERSON_NAME, TELEGRAM_LANGUAGE } from './person.ts';
import { type DemoWorld, REST_AFTER_MS } from './world.ts';

export interface DemoActions {
  /** Does it; a text when it could not be done. */
  readonly perform: (act: PageAct) => string | undefined;
  /** Tells the listeners that something changed outside of an action. */
  readonly notify: () => void;
  readonly panel: () => Promise<PanelState>;
  /** Called after every action; returns the way to stop. */
  readonly onChange: (listener: () => void) => () => void;
}

export function createActions(deps: {
  readonly world: DemoWorld;
  readonly bot: BotProcess;
  readonly language: PageLanguage;
  readonly now: () => number;
}): DemoActions {
  const { world, bot, now } = deps;
  const { control } = world.telegram;
  const listeners = new Set<() => void>();
  let language = deps.language;

  function beSomeone(next: PageLanguage): void {
    language = next;
    control.ensureUser({ id: PERSON_ID, firstName: PERSON_NAME, languageCode: TELEGRAM_LANGUAGE[next] });
  }

  function apply(act: PageAct): void {
    switch (act.do) {
      case 'send':
        control.sendText(PERSON_ID, act.text);
        return;
      case 'tap':
        control.tap(PERSON_ID, act.messageId, act.data);
        return;
      case 'language':
        beSomeone(act.language);
        return;
      case 'speed':
        world.clock.setSpeed(act.speed);
        return;
      case 'switch':
        world.exchange.control.setSwitch(SWITCH_OF[act.name], act.on);
        return;
      case 'kill':
        bot.kill();
    }
  }

  const notify = () => {
    for (const listener of listeners) listener();
  };

  beSomeone(language);
  return {
    notify,
    perform: (act) => {
      world.clock.touch(REST_AFTER_MS);
      try {
        apply(act);
      } catch (error) {
        return error instanceof Error ? error.message : 'that did not work';
      } finally {
        notify();
      }
      return undefined;
    },
    panel: () => readPanel(world, bot.state(), language, now()),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
