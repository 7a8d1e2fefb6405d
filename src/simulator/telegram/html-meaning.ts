// What each tag of Telegram's HTML means: the entities it makes of the text inside it.
import { fail, ok, type Result } from '../../domain/result.ts';
import type { StartTag } from './html-tag.ts';
import type { TgEntity } from './types.ts';

/** The format of a `tg-time`: relative, or day of week, date and time in this order. */
const DATE_TIME_FORMAT = /^(?:r|w?[dD]?[tT]?)$/;

const SIMPLE: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
};

/** The address of a link as Telegram stores it; undefined when it is no link Telegram accepts. */
export function checkedLink(raw: string): string | undefined {
  const trimmed = raw.trim();
  const address = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'tg:' || url.protocol === 'ton:') return address;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return /\.|^localhost$/.test(url.hostname) ? url.href : undefined;
}

function timeEntity(tag: StartTag, place: Place): Result<readonly TgEntity[], string> {
  const unix = tag.attributes.get('unix') ?? '';
  if (!/^-?\d{1,11}$/.test(unix)) return fail('Invalid Unix time specified');
  const format = tag.attributes.get('format') ?? '';
  if (!DATE_TIME_FORMAT.test(format)) return fail('Invalid date-time format specified');
  return ok([{ type: 'date_time', ...place, unix_time: Number(unix), date_time_format: format }]);
}

function linkEntity(tag: StartTag, place: Place, inner: string): readonly TgEntity[] {
  const href = tag.attributes.get('href') || inner;
  const userId = /^tg:\/\/user\?id=(\d{1,15})$/.exec(href)?.[1];
  if (userId !== undefined) {
    return [
      { type: 'text_mention', ...place, user: { id: Number(userId), is_bot: false, first_name: inner } },
    ];
  }
  const url = checkedLink(href);
  return url === undefined ? [] : [{ type: 'text_link', ...place, url }];
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The entities of a closed, non-empty tag at `place` around the text `inner`. */
export function entitiesOfTag(
  tag: StartTag,
  place: Place,
  inner: string,
): Result<readonly TgEntity[], string> {
  const simple = SIMPLE[tag.name];
  if (simple !== undefined) return ok([{ type: simple, ...place }]);
  switch (tag.name) {
    case 'a':
      return ok(linkEntity(tag, place, inner));
    case 'tg-time':
      return timeEntity(tag, place);
    case 'tg-emoji': {
      const id = tag.attributes.get('emoji-id') ?? '';
      if (!/^[1-9]\d{0,18}$/.test(id)) return fail('Invalid custom emoji identifier specified');
      return ok([{ type: 'custom_emoji', ...place, custom_emoji_id: id }]);
    }
    case 'code': {
      const language = /^language-(.+)$/s.exec(tag.attributes.get('class') ?? '')?.[1];
      return ok([{ type: 'code', ...place, ...(language === undefined ? {} : { language }) }]);
    }
    case 'blockquote':
      return ok([
        { type: tag.attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote', ...place },
      ]);
    default:
      return ok([{ type: 'pre', ...place }]);
  }
}

function samePlace(a: TgEntity, b: TgEntity): boolean {
  return a.offset === b.offset && a.length === b.length;
}

/** A `pre` and a `code` of the very same place are one block of code with a language. */
export function joinCodeBlocks(entities: readonly TgEntity[]): readonly TgEntity[] {
  const blocks = entities.filter((entity) => entity.type === 'pre');
  const joined = entities.flatMap((entity): TgEntity[] => {
    if (entity.type === 'pre') {
      const code = entities.find(
        (other) => other.type === 'code' && samePlace(other, entity) && other.language,
      );
      return [code?.language === undefined ? entity : { ...entity, language: code.language }];
    }
    if (entity.type !== 'code') return [entity];
    if (entity.language !== undefined && blocks.some((block) => samePlace(block, entity))) return [];
    return [{ type: 'code', offset: entity.offset, length: entity.length }];
  });
  return joined;
}
