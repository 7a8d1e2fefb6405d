// The bot's own texts as a chat shows them: without markup, and as patterns that do not mind the kind of space.
import { lines, type Piece } from '../../src/bot/html.ts';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';

export const en = CATALOGUES.en;
export const hans = CATALOGUES['zh-hans'];

/** Text of a piece without tags and entities. */
export function plain(piece: Piece): string {
  return lines(piece)
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s/g, '\\s');
}

/** Matches a message or a button in which the piece stands. */
export function says(piece: Piece): RegExp {
  return new RegExp(escaped(plain(piece)));
}

/** Matches a button that says just this. */
export function exactly(piece: Piece): RegExp {
  return new RegExp(`^${escaped(plain(piece))}$`);
}

/** "Flexible USDT". */
export const FLEX_USDT = en.common.product(en.common.kinds.flex, 'USDT');
