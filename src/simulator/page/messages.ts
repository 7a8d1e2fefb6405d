// Draws the chat: bubbles with Telegram's entities, inline buttons, edits in place. Text is never put in as HTML.
import type { PageButton, PageEntity, PageMessage } from './contract.ts';
import type { PageTexts } from './texts.ts';

const TAGS: Readonly<Record<string, string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

function wrap(entity: PageEntity, text: string, children: Node[]): Node {
  if (entity.type === 'spoiler') {
    const spoiler = document.createElement('button');
    spoiler.type = 'button';
    spoiler.className = 'spoiler';
    spoiler.setAttribute('aria-expanded', 'false');
    spoiler.append(...children);
    spoiler.onclick = () => spoiler.setAttribute('aria-expanded', 'true');
    return spoiler;
  }
  if (entity.type === 'text_link' || entity.type === 'url') {
    const link = document.createElement('a');
    link.href = entity.url ?? text;
    link.target = '_blank';
    link.rel = 'noreferrer';
    link.append(...children);
    return link;
  }
  if (entity.type === 'date_time') {
    const time = document.createElement('time');
    time.append(...children);
    return time;
  }
  const tag = TAGS[entity.type];
  if (tag === undefined) {
    const plain = document.createElement('span');
    plain.append(...children);
    return plain;
  }
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

/** Entities nest or stand side by side, as Telegram guarantees. */
function nodesOf(text: string, entities: readonly PageEntity[], from: number, to: number): Node[] {
  const nodes: Node[] = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    if (entity === undefined) break;
    const end = entity.offset + entity.length;
    const inner: PageEntity[] = [];
    index += 1;
    for (let next = entities[index]; next !== undefined && next.offset < end; next = entities[index]) {
      inner.push(next);
      index += 1;
    }
    if (entity.offset > at) nodes.push(document.createTextNode(text.slice(at, entity.offset)));
    nodes.push(wrap(entity, text.slice(entity.offset, end), nodesOf(text, inner, entity.offset, end)));
    at = end;
  }
  if (at < to) nodes.push(document.createTextNode(text.slice(at, to)));
  return nodes;
}

function sorted(entities: readonly PageEntity[]): readonly PageEntity[] {
  return [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function drawButton(
  button: PageButton,
  onTap: (data: string, element: HTMLButtonElement) => void,
): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = button.text;
  if (button.style !== undefined) element.classList.add(`style-${button.style}`);
  element.onclick = () => {
    if (button.url !== undefined) window.open(button.url, '_blank', 'noreferrer');
    else if (button.data !== undefined) onTap(button.data, element);
  };
  return element;
}

function drawMessage(
  message: PageMessage,
  texts: PageTexts,
  onTap: (messageId: number, data: string, element: HTMLButtonElement) => void,
): HTMLLIElement {
  const item = document.createElement('li');
  item.dataset.id = String(message.id);
  // May be given the focus when the button that had it is gone.
  item.tabIndex = -1;
  if (message.mine) item.className = 'mine';
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  if (message.replyToText !== undefined) {
    const reply = document.createElement('div');
    reply.className = 'reply';
    reply.textContent = message.replyToText;
    bubble.append(reply);
  }
  bubble.append(...nodesOf(message.text, sorted(message.entities), 0, message.text.length));
  const meta = document.createElement('span');
  meta.className = 'meta';
  const time = new Date(message.at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  meta.textContent = `${message.silent ? `${texts.silent} · ` : ''}${message.edited ? `${texts.edited} · ` : ''}${time}`;
  bubble.append(meta);
  item.append(bubble);
  if (message.keyboard.length > 0) {
    const keys = document.createElement('div');
    keys.className = 'keys';
    for (const row of message.keyboard) {
      const line = document.createElement('div');
      line.append(
        ...row.map((button) => drawButton(button, (data, element) => onTap(message.id, data, element))),
      );
      keys.append(line);
    }
    item.append(keys);
  }
  return item;
}

export interface MessageList {
  readonly apply: (messages: readonly PageMessage[]) => void;
  /** The reader did something: what comes of it is shown, wherever they had scrolled to. */
  readonly expectNews: () => void;
  readonly redraw: () => void;
}

/** News this long after an action of the reader come of it. */
const NEWS_MS = 8_000;

/**
 * A focused button is drawn anew with its message. The focus goes to the button of the same name; where there is none
 * to the message, never to another button: a second Enter must not do something else.
 */
function keepFocus(before: HTMLElement, item: HTMLElement): void {
  const focused = document.activeElement;
  if (focused === null || !before.contains(focused)) return;
  const same = [...item.querySelectorAll('button')].find((key) => key.textContent === focused.textContent);
  queueMicrotask(() => (same ?? item).focus({ preventScroll: true }));
}

function endsNear(list: HTMLElement): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 120;
}

/** Keeps the drawn list equal to what the server said, and scrolls only when the reader is at the end. */
export function createMessageList(
  list: HTMLElement,
  /** Takes the focus when the message that had it is deleted. */
  fallback: HTMLElement,
  texts: () => PageTexts,
  onTap: (messageId: number, data: string, element: HTMLButtonElement) => void,
): MessageList {
  const known = new Map<number, PageMessage>();
  const drawn = new Map<number, HTMLLIElement>();
  let newsUntil = 0;
  let isAtEnd = true;

  // A phone's keyboard, or a longer note above the field, takes of the list's height: whoever read the end still does.
  new ResizeObserver(() => {
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }).observe(list);
  list.addEventListener('scroll', () => {
    isAtEnd = endsNear(list);
  });

  function place(message: PageMessage): void {
    const before = drawn.get(message.id);
    if (message.deleted) {
      if (before?.contains(document.activeElement)) fallback.focus();
      before?.remove();
      drawn.delete(message.id);
      return;
    }
    const item = drawMessage(message, texts(), onTap);
    drawn.set(message.id, item);
    if (before !== undefined) {
      keepFocus(before, item);
      before.replaceWith(item);
    } else {
      const after = [...drawn.keys()].filter((id) => id > message.id).sort((a, b) => a - b)[0];
      list.insertBefore(item, (after === undefined ? undefined : drawn.get(after)) ?? null);
    }
  }

  function keepAtEnd(change: () => void): void {
    const atEnd = endsNear(list);
    const count = drawn.size;
    change();
    const isNews = performance.now() < newsUntil && drawn.size > count;
    if (atEnd || isNews) list.scrollTop = list.scrollHeight;
  }

  return {
    expectNews: () => {
      newsUntil = performance.now() + NEWS_MS;
    },
    apply: (messages) =>
      keepAtEnd(() => {
        for (const message of messages) {
          if (JSON.stringify(known.get(message.id)) === JSON.stringify(message)) continue;
          known.set(message.id, message);
          place(message);
        }
      }),
    redraw: () => keepAtEnd(() => [...known.values()].forEach(place)),
  };
}
