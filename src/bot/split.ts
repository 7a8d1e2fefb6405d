// Splits a text that is too long for one message between its rows. Markup never spans rows in our views.

/** Telegram counts characters after the markup is parsed. */
export const MESSAGE_MAX = 4096;

/** Length as Telegram counts it: without tags, an entity as one character. UTF-16 units. */
export function visibleLength(markup: string): number {
  return markup.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, '.').length;
}

/** One or more texts of at most `limit` visible characters. A single longer row is cut, without its markup. */
export function splitRows(markup: string, limit: number = MESSAGE_MAX): readonly string[] {
  if (visibleLength(markup) <= limit) return [markup];
  const texts: string[] = [];
  let current: string[] = [];
  let length = 0;
  for (const row of markup.split('\n')) {
    const fitting = visibleLength(row) <= limit ? row : cutRow(row, limit);
    const rowLength = visibleLength(fitting) + 1;
    if (length + rowLength > limit && current.length > 0) {
      texts.push(current.join('\n'));
      current = [];
      length = 0;
    }
    current.push(fitting);
    length += rowLength;
  }
  texts.push(current.join('\n'));
  return texts.filter((text) => text.trim() !== '');
}

function cutRow(row: string, limit: number): string {
  const plain = row.replace(/<[^>]*>/g, '').slice(0, limit - 1);
  return `${plain.replace(/&[a-z]*$/, '').toWellFormed()}…`;
}
