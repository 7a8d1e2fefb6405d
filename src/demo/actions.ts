// What the reader of the demo page can do to the world, and what the panel says about it.
import type { PageAct, PageLanguage, PanelState } from '../simulator/page/contract.ts';
import type { BotProcess } from './bot-process.ts';
import { readPanel, SWITCH_OF } from './panel-state.ts';
import { PAGE_LANGUAGES, PERSON_ID, PERSON_NAME, TELEGRAM_LANGUAGE } from './person.ts';
import { type DemoWorld, REST_AFTER_MS } from './world.ts';

/** The bot looks at the clock every second; the rest is for a look that is under way. Real time. */
const COAST_MS = 2_000;

export interface DemoActions {
  /** Does it; a text when it could not be done. */
  readonly perform: (act: PageAct) => string | undefined;
  /** Tells the listeners that something changed outside of an action. */
  readonly notify: () => void;
  readonly panel: () => Promise<PanelState>;
  /** Called after every action; returns the way to stop. */
  readonly onChange: (listener: () => void) => () => void;
}

/** The language the person of an earlier run had. */
function languageOf(world: DemoWorld): PageLanguage | undefined {
  const { control } = world.telegram;
  if (!control.chats().some(({ chatId }) => chatId === PERSON_ID)) return undefined;
  const { language_code } = control.ensureUser({ id: PERSON_ID });
  return PAGE_LANGUAGES.find((language) => TELEGRAM_LANGUAGE[language] === language_code);
}

/**
 * A clock that is slowed down coasts on to where the bot may believe it to be: the bot looks at it every second only,
 * and the nonces it bought meanwhile must not lie in a future that comes late, or never while the clock stands still.
 */
function changeSpeed({ clock }: DemoWorld, speed: number): void {
  const before = clock.state().speed;
  clock.setSpeed(speed);
  if (speed < before) clock.jump((before - speed) * COAST_MS);
}

export function createActions(deps: {
  readonly world: DemoWorld;
  readonly bot: BotProcess;
  /** Of a person who is new; another keeps the language they had. */
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
        changeSpeed(world, act.speed);
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

  beSomeone(languageOf(world) ?? language);
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
