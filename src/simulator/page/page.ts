// The demo page's entry: follows the server's events, draws, and sends what the reader does.
import { wireCompose } from './compose.ts';
import type { PageAct, PageEvent, PageLanguage, PanelState } from './contract.ts';
import { createMessageList } from './messages.ts';
import { drawPanel, drawWords, element, put } from './panel.ts';
import { PAGE_TEXTS, type PageTexts } from './texts.ts';

/** How long "typing…" stays without news. */
const TYPING_MS = 4_000;
const TOAST_MS = 3_000;

let panel: PanelState | undefined;
/** Browser clock minus server clock, so that the simulated time ticks smoothly between events. */
let skewMs = 0;
let typingUntil = 0;
/** Takes the toast away; a newer toast has its own time. */
let toastTimer: number | undefined;
/** The stream of events is cut: the demo has ended, or is about to come back. */
let cut = false;

function language(): PageLanguage {
  return panel?.language ?? 'en';
}

async function act(what: PageAct): Promise<void> {
  const answer = await fetch('/api/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  }).catch(() => undefined);
  if (answer?.ok !== true) toast(PAGE_TEXTS[language()].failed);
}

function perform(what: PageAct): void {
  void act(what);
}

function toast(text: string): void {
  if (text === '') return;
  const box = element('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    box.hidden = true;
  }, TOAST_MS);
}

const messages = createMessageList(
  element('messages'),
  element('say'),
  () => PAGE_TEXTS[language()],
  (messageId, data, button) => {
    button.setAttribute('aria-busy', 'true');
    setTimeout(() => button.removeAttribute('aria-busy'), TYPING_MS);
    messages.expectNews();
    perform({ do: 'tap', messageId, data });
  },
);

function showPanel(next: PanelState): void {
  const changed = panel?.language !== next.language;
  panel = next;
  skewMs = Date.now() - next.clock.serverNow;
  drawPanel(next, perform);
  compose.showMenu(next.menu);
  if (!changed) return;
  (element('language') as HTMLSelectElement).value = next.language;
  drawWords(next.language);
  messages.redraw();
}

function tick(): void {
  if (panel === undefined) return;
  const { clock } = panel;
  const since = Date.now() - skewMs - clock.serverNow;
  const sim = new Date(clock.simNow + Math.max(0, since) * clock.speed);
  element('sim-time').textContent = sim.toISOString().slice(0, 16).replace('T', ' ');
  const texts = PAGE_TEXTS[language()];
  put(element('presence'), presence(panel, texts));
  put(element('waiting'), waiting(panel, texts));
}

/** What a newcomer has to know while nobody answers. */
function waiting({ bot }: PanelState, texts: PageTexts): string {
  if (cut) return texts.endedHint;
  if (bot.running) return '';
  return bot.kills > 0 ? texts.goneHint : texts.startingHint;
}

function presence({ bot }: PanelState, texts: PageTexts): string {
  if (cut) return texts.ended;
  if (!bot.running) return bot.kills > 0 ? texts.gone : texts.starting;
  return Date.now() < typingUntil ? texts.typing : texts.online;
}

function follow(event: PageEvent): void {
  if (event.type === 'panel') showPanel(event.panel);
  else if (event.type === 'typing') typingUntil = Date.now() + TYPING_MS;
  else if (event.type === 'toast') toast(event.text);
  else {
    typingUntil = 0;
    messages.apply(event.messages);
    element('hello').hidden = element('messages').childElementCount > 0;
  }
}

function wireTools(): void {
  const choice = element('language') as HTMLSelectElement;
  choice.onchange = () => perform({ do: 'language', language: choice.value as PageLanguage });
  element('kill').onclick = () => perform({ do: 'kill' });
  const stored = localStorage.getItem('theme');
  if (stored !== null) document.documentElement.dataset.theme = stored;
  element('theme').onclick = () => {
    const dark =
      document.documentElement.dataset.theme === 'dark' ||
      (document.documentElement.dataset.theme === undefined &&
        matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', dark ? 'light' : 'dark');
  };
  const openTab = (name: string) => {
    document.body.dataset.tab = name;
    for (const other of ['chat', 'panel']) {
      element(`tab-${other}`).setAttribute('aria-pressed', String(other === name));
    }
  };
  for (const name of ['chat', 'panel']) element(`tab-${name}`).onclick = () => openTab(name);
  element('skip').onclick = () => openTab('chat');
}

drawWords('en');
const compose = wireCompose((text) => {
  messages.expectNews();
  perform({ do: 'send', text });
});
wireTools();
setInterval(tick, 100);
const events = new EventSource('/api/events');
events.onopen = () => {
  cut = false;
};
events.onerror = () => {
  cut = true;
};
events.onmessage = (event) => follow(JSON.parse(event.data) as PageEvent);
