// The one way text becomes Telegram HTML: everything that is not written here by us is escaped.
// No view may build markup by hand.

/** Markup that is safe to send: made only by the functions below. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: plain text (escaped), a number, or markup made here. */
export type Piece = string | number | Html;

// Control characters, line separators and direction overrides: a hostile name could reorder an amount with them.
const UNSAFE = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Plain text on one line without control characters, unpaired surrogates and direction overrides. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, ' ').trim();
}

/** Escapes one line of text from anywhere for use as text or as a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSAFE, ' ')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

/** Tagged template: the literal parts are our markup, the values are escaped unless they are markup already. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  let markup = parts[0] ?? '';
  for (const [index, value] of values.entries()) {
    markup += typeof value === 'object' ? value.markup : escapeHtml(String(value));
    markup += parts[index + 1] ?? '';
  }
  return { markup };
}

/** Joins pieces with a separator of plain text; absent ones are left out. */
export function joined(pieces: readonly (Piece | undefined)[], separator: string): Html {
  const present = pieces.filter((piece) => piece !== undefined && piece !== '');
  return {
    markup: present
      .map((piece) => (typeof piece === 'object' ? piece.markup : escapeHtml(String(piece))))
      .join(escapeHtmlKeepingLines(separator)),
  };
}

function escapeHtmlKeepingLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? ''))
    .join('\n');
}

/** Lines of a message; absent ones are left out, an empty string makes an empty line. */
export function lines(...rows: readonly (Piece | undefined)[]): string {
  const present = rows.filter((row) => row !== undefined);
  return present
    .map((row) => (typeof row === 'object' ? row.markup : escapeHtml(String(row))))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

export function bold(piece: Piece): Html {
  return html`<b>${piece}</b>`;
}

export function code(piece: Piece): Html {
  return html`<code>${piece}</code>`;
}

export function spoiler(piece: Piece): Html {
  return html`<tg-spoiler>${piece}</tg-spoiler>`;
}

export function link(url: string, label: Piece): Html {
  return html`<a href="${url}">${label}</a>`;
}

/** Text shown in full up to `limit` characters, then cut with an ellipsis; never in the middle of a character. */
export function shortened(text: string, limit: number): string {
  const characters = [...plainText(text)];
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit - 1).join('')}…`;
}
