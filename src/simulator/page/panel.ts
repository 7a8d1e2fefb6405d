// Draws the panel and the rail from one state; sends what the reader switches. Holds no state of its own.
import type { CoinSum, PageAct, PageLanguage, PanelState, StepName, SwitchName } from './contract.ts';
import { PAGE_TEXTS, type PageTexts, SPEEDS } from './texts.ts';

const STEPS: readonly StepName[] = ['start', 'practice', 'deposit', 'payout', 'redeem'];
const SWITCHES: readonly SwitchName[] = ['down', 'slow', 'lostAnswer', 'rateLimited', 'keyRevoked'];

export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

/** Sets a text only when it differs: a status is read aloud whenever it is set. */
export function put(into: HTMLElement, text: string): void {
  if (into.textContent !== text) into.textContent = text;
}

function definition(term: string, value: string): readonly HTMLElement[] {
  const row = document.createElement('div');
  const dt = document.createElement('dt');
  const dd = document.createElement('dd');
  dt.textContent = term;
  dd.textContent = value;
  row.append(dt, dd);
  return [row];
}

function sums(label: string, coins: readonly CoinSum[], none: string): readonly HTMLElement[] {
  if (coins.length === 0) return definition(label, none);
  return coins.flatMap((coin) => definition(label, `${coin.amount} ${coin.currency}`));
}

function list(into: HTMLElement, entries: readonly HTMLElement[]): void {
  const dl = document.createElement('dl');
  dl.append(...entries);
  into.replaceChildren(dl);
}

function drawBooks(state: PanelState, texts: PageTexts): void {
  list(element('ledger'), [
    ...definition(texts.requests, String(state.ledger.requests)),
    ...definition(texts.failedRequests, String(state.ledger.failed)),
    ...definition(texts.movesCount, String(state.ledger.executed)),
    ...sums(texts.interestPaid, state.ledger.interest, texts.nothingYet),
  ]);
  list(element('told'), [
    ...definition(texts.messages, String(state.told.messages)),
    ...sums(texts.interestTold, state.told.interest, texts.nothingYet),
  ]);
  const agree = element('agree');
  agree.dataset.books = state.books;
  put(agree, { empty: '', agree: texts.agree, behind: texts.behind, differ: texts.differ }[state.books]);
  // Newest first, numbered as they were executed.
  (element('moves') as HTMLOListElement).start = state.ledger.executed;
  element('moves').replaceChildren(
    ...state.ledger.moves.map((move) => {
      const item = document.createElement('li');
      const when = new Date(move.at).toISOString().slice(0, 16).replace('T', ' ');
      const what = move.kind === 'renew' ? '' : ` ${move.amount} ${move.currency}`;
      item.textContent = `${when} · ${texts.moveKinds[move.kind] ?? move.kind}${what}`;
      return item;
    }),
  );
}

function railItem(state: 'done' | 'now' | 'later', mark: string, text: PageTexts['after']): HTMLLIElement {
  const item = document.createElement('li');
  item.dataset.state = state;
  if (state === 'now') item.setAttribute('aria-current', 'step');
  const dot = document.createElement('span');
  dot.className = 'dot';
  dot.textContent = mark;
  const words = document.createElement('span');
  words.className = 'words';
  const title = document.createElement('strong');
  title.textContent = text.title;
  const hint = document.createElement('small');
  hint.textContent = text.hint;
  words.append(title, hint);
  item.append(dot, words);
  return item;
}

function drawRail(state: PanelState, texts: PageTexts): void {
  const next = STEPS.find((step) => !state.steps[step]);
  const items = STEPS.map((step, index) => {
    const isDone = state.steps[step];
    const stands = isDone ? 'done' : step === next ? 'now' : 'later';
    const item = railItem(stands, isDone ? '✓' : String(index + 1), texts.steps[step]);
    item.dataset.step = step;
    return item;
  });
  if (next === undefined) items.push(railItem('now', '→', texts.after));
  element('rail').replaceChildren(...items);
}

function drawSpeeds(state: PanelState, texts: PageTexts, act: (act: PageAct) => void): void {
  const group = element('speeds');
  if (group.childElementCount === 0) {
    for (const { name, speed } of SPEEDS) {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.name = name;
      button.onclick = () => act({ do: 'speed', speed });
      group.append(button);
    }
  }
  for (const button of group.querySelectorAll('button')) {
    const entry = SPEEDS.find(({ name }) => name === button.dataset.name);
    if (entry === undefined) continue;
    button.textContent = texts.speeds[entry.name];
    button.setAttribute('aria-pressed', String(entry.speed === state.clock.speed));
  }
  put(element('resting'), state.clock.resting ? texts.resting : '');
}

function drawSwitches(state: PanelState, texts: PageTexts, act: (act: PageAct) => void): void {
  const box = element('switches');
  if (box.childElementCount === 0) {
    for (const name of SWITCHES) {
      const label = document.createElement('label');
      const input = document.createElement('input');
      input.type = 'checkbox';
      input.name = name;
      input.onchange = () => act({ do: 'switch', name, on: input.checked });
      label.append(input, document.createElement('span'));
      box.append(label);
    }
  }
  for (const name of SWITCHES) {
    const input = box.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (input === null) continue;
    input.checked = state.switches[name];
    const words = input.nextElementSibling;
    if (words !== null) words.textContent = texts.switches[name];
  }
  const on = SWITCHES.filter((name) => state.switches[name]);
  put(element('trouble-hint'), on.map((name) => texts.switchHints[name]).join(' ') || texts.troubleHint);
}

/** Static words of the page: every element with data-text or data-label. */
export function drawWords(language: PageLanguage): void {
  const texts = PAGE_TEXTS[language];
  document.documentElement.lang = { en: 'en', 'zh-hans': 'zh-Hans', 'zh-hant': 'zh-Hant' }[language];
  for (const item of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const text = texts[item.dataset.text as keyof PageTexts];
    if (typeof text === 'string') item.textContent = text;
  }
  element('say').setAttribute('placeholder', texts.say);
  for (const item of document.querySelectorAll<HTMLElement>('[data-label]')) {
    const text = texts[item.dataset.label as keyof PageTexts];
    if (typeof text === 'string') item.setAttribute('aria-label', text);
  }
  element('theme').title = texts.theme;
}

export function drawPanel(state: PanelState, act: (act: PageAct) => void): void {
  const texts = PAGE_TEXTS[state.language];
  drawBooks(state, texts);
  drawRail(state, texts);
  drawSpeeds(state, texts, act);
  drawSwitches(state, texts, act);
  put(element('kills'), state.bot.kills > 0 ? texts.kills(state.bot.kills, state.bot.restarts) : '');
}
