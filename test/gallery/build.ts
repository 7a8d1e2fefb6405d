// npm run gallery: every view and push in every language, light and dark, on one page made from fixed data.
// It writes artifacts/gallery.html and says how many it holds; it judges nothing (gallery.test.ts does).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Button, View } from '../../src/app/ports.ts';
import { escapeHtml } from '../../src/bot/html.ts';
import { LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { GALLERY } from './fixtures.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'artifacts');

const STYLE = `
  body { margin: 0; padding: 24px; font: 15px/1.4 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; background: #f4f6f8; color: #10181e; }
  h1 { font-size: 22px; } h2 { font-size: 15px; margin: 28px 0 8px; } h2 code { color: #566673; font-weight: 400; }
  .row { display: grid; grid-template-columns: repeat(3, minmax(280px, 1fr)); gap: 12px; }
  .pair { display: grid; gap: 8px; } .side { padding: 10px; border-radius: 12px; background: var(--wall); color: var(--text); }
  .light { --wall: #d5e2d3; --bubble: #fff; --text: #10181e; --key: #ffffffd9; --accent: #23795a; --on: #fff; --danger: #b3261e; }
  .dark { --wall: #0f1a22; --bubble: #17212b; --text: #f1f5f8; --key: #22303d; --accent: #56c39a; --on: #07130e; --danger: #ff8a80; }
  .bubble { background: var(--bubble); border-radius: 12px; padding: 8px 11px; white-space: pre-wrap; overflow-wrap: anywhere; }
  .bubble a { color: var(--accent); } tg-spoiler { background: color-mix(in srgb, var(--text) 25%, transparent); border-radius: 3px; }
  .keys { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 3px; margin-top: 3px; }
  .key { background: var(--key); border-radius: 8px; padding: 7px 6px; text-align: center; font-size: 13.5px; overflow-wrap: anywhere; }
  .danger { color: var(--danger); } .primary, .success { background: var(--accent); color: var(--on); }
`;

function drawKey(button: Button): string {
  return `<div class="key ${button.style ?? ''}">${escapeHtml(button.label)}</div>`;
}

/** The text is our own escaped markup, which browsers read as Telegram does. */
function drawView(view: View, theme: 'light' | 'dark'): string {
  const keys = view.keyboard.map((row) => `<div class="keys">${row.map(drawKey).join('')}</div>`).join('');
  return `<div class="side ${theme}"><div class="bubble">${view.text}</div>${keys}</div>`;
}

const items = GALLERY.map(({ id, title, view }) => {
  const pairs = LANGUAGES.map((language) => {
    const shown = view(language);
    return `<div class="pair" lang="${language}">${drawView(shown, 'light')}${drawView(shown, 'dark')}</div>`;
  });
  return `<h2>${escapeHtml(title)} <code>${escapeHtml(id)}</code></h2><div class="row">${pairs.join('')}</div>`;
});

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Earnest · gallery</title><style>${STYLE}</style>
<h1>Earnest: every view and push</h1><p>${GALLERY.length} views × ${LANGUAGES.length} languages, light and dark.</p>${items.join('\n')}</html>\n`;

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, 'gallery.html'), page);
process.stdout.write(
  `artifacts/gallery.html: ${GALLERY.length} views in ${LANGUAGES.length} languages, light and dark\n`,
);
