// Finds what Telegram marks up by itself in any text: links, addresses, mentions, tags and commands.
// A close reading of the common cases, not of Telegram's full rules on domains.
import type { TgEntity } from './types.ts';

const DETECTORS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['url', /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'»]/gi],
  ['email', /(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b/gi],
  [
    'url',
    /(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|me|app|dev|co|tw|cn|hk)\b(?:\/[^\s<>"]*[^\s<>".,;:!?)])?/gi,
  ],
  ['mention', /(?<![\w/@])@[a-z]\w{3,31}(?!\w)/gi],
  ['bot_command', /(?<![\w/<>@])\/\w{1,64}(?:@\w{3,32})?(?![\w/@])/g],
  ['cashtag', /(?<![\w$])\$[A-Z]{1,8}(?!\w)/g],
  ['hashtag', /(?<![\w#&])#(?=\w*\p{L})[\p{L}\w]{1,255}/gu],
];

/** Entities in the order of the text, none overlapping another. */
export function detectEntities(text: string): readonly TgEntity[] {
  const found: TgEntity[] = [];
  for (const [type, pattern] of DETECTORS) {
    for (const match of text.matchAll(pattern)) {
      const [offset, length] = [match.index, match[0].length];
      const taken = found.some(
        (other) => offset < other.offset + other.length && other.offset < offset + length,
      );
      if (!taken) found.push({ type, offset, length });
    }
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}
