// The field the reader writes in, and the bot's own menu of commands beside it.
import type { MenuCommand } from './contract.ts';
import { element } from './panel.ts';

/** Until the bot has set its menu. */
const FIRST: readonly MenuCommand[] = [{ command: 'start', description: '' }];

export interface Compose {
  readonly showMenu: (menu: readonly MenuCommand[]) => void;
}

export function wireCompose(write: (text: string) => void): Compose {
  const say = element('say') as HTMLInputElement;
  const commands = element('commands');
  const menu = element('menu');
  let shown = '';
  const openMenu = (open: boolean) => {
    commands.hidden = !open;
    menu.setAttribute('aria-expanded', String(open));
  };
  const send = (text: string) => {
    openMenu(false);
    if (text.trim() !== '') write(text);
  };

  function drawCommand({ command, description }: MenuCommand): HTMLLIElement {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    const name = document.createElement('strong');
    name.textContent = `/${command}`;
    button.append(name, ` ${description}`);
    button.onclick = () => {
      send(`/${command}`);
      say.focus();
    };
    item.append(button);
    return item;
  }

  element('begin').onclick = () => {
    send('/start');
    say.focus();
  };
  element('compose').onsubmit = (event) => {
    event.preventDefault();
    send(say.value);
    say.value = '';
  };
  menu.onclick = () => {
    openMenu(commands.hidden !== false);
    commands.querySelector('button')?.focus();
  };
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || commands.hidden) return;
    openMenu(false);
    menu.focus();
  });

  return {
    showMenu: (next) => {
      const list = next.length === 0 ? FIRST : next;
      const as = JSON.stringify(list);
      // Drawn anew it would lose the focus of whoever is in it.
      if (as === shown) return;
      shown = as;
      commands.replaceChildren(...list.map(drawCommand));
    },
  };
}
