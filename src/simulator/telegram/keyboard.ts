// Checks the keyboard under a message the way Telegram does. It does not know whose message it is.
import { fail, ok, type Result } from '../../domain/result.ts';
import { checkedLink } from './html-meaning.ts';
import { badRequest, type Refused } from './refusal.ts';
import type { TgButton, TgKeyboard } from './types.ts';

/** Documented: 1-64 bytes of UTF-8. */
export const CALLBACK_DATA_MAX_BYTES = 64;
/** Not documented, measured by many: buttons in all and in a row. */
export const BUTTONS_MAX = 100;
export const BUTTONS_PER_ROW_MAX = 8;
/** Documented for a button that copies text. */
const COPY_TEXT_MAX = 256;

const STYLES: ReadonlySet<unknown> = new Set(['danger', 'success', 'primary']);

/** Exactly one of these says what a button does. */
const ACTIONS = [
  ...['callback_data', 'url', 'web_app', 'login_url', 'copy_text', 'disabled', 'callback_game', 'pay'],
  ...['switch_inline_query', 'switch_inline_query_current_chat', 'switch_inline_query_chosen_chat'],
] as const;

/** What goes with a message: an inline keyboard of its own, or a change of the person's reply keyboard. */
export interface Markup {
  readonly inline: TgKeyboard | undefined;
  readonly reply: Readonly<Record<string, unknown>> | undefined;
}

export const NO_MARKUP: Markup = { inline: undefined, reply: undefined };

type Checked<Value> = Result<Value, Refused['reason']>;

function unparsable(detail: string): Refused {
  return badRequest(`can't parse inline keyboard button: ${detail}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkAction(button: Record<string, unknown>): Refused | undefined {
  const data = button.callback_data;
  if (data !== undefined) {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data, 'utf8') : 0;
    return bytes < 1 || bytes > CALLBACK_DATA_MAX_BYTES ? badRequest('BUTTON_DATA_INVALID') : undefined;
  }
  const url = button.url;
  if (url !== undefined) {
    if (typeof url !== 'string') return unparsable('Field "url" must be of type String');
    if (checkedLink(url) === undefined) {
      return badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
    }
  }
  const copy = button.copy_text;
  if (copy === undefined) return undefined;
  const text = isRecord(copy) ? copy.text : undefined;
  const fits = typeof text === 'string' && text.length >= 1 && text.length <= COPY_TEXT_MAX;
  return fits ? undefined : badRequest('BUTTON_COPY_TEXT_INVALID');
}

function checkButton(raw: unknown): Checked<TgButton> {
  if (!isRecord(raw)) return unparsable('InlineKeyboardButton must be an Object');
  const text = raw.text;
  if (typeof text !== 'string') return unparsable(`Can't find field "text"`);
  if (text.trim() === '') return badRequest('inline keyboard button text must be non-empty');
  const style = raw.style;
  if (style !== undefined && !STYLES.has(style)) return unparsable('invalid button style specified');
  if (!ACTIONS.some((action) => raw[action] !== undefined && raw[action] !== null)) {
    return unparsable('Text buttons are unallowed in the inline keyboard');
  }
  return checkAction(raw) ?? ok({ ...raw, text });
}

function checkInline(raw: unknown): Checked<TgKeyboard | undefined> {
  if (!Array.isArray(raw)) return badRequest('object expected as reply markup');
  const rows: TgButton[][] = [];
  for (const rawRow of raw) {
    if (!Array.isArray(rawRow))
      return badRequest("can't parse inline keyboard: Field must be an Array of Arrays");
    const row: TgButton[] = [];
    for (const rawButton of rawRow) {
      const button = checkButton(rawButton);
      if (!button.ok) return button;
      row.push(button.value);
    }
    if (row.length > BUTTONS_PER_ROW_MAX) return badRequest('reply markup is too long');
    if (row.length > 0) rows.push(row);
  }
  if (rows.flat().length > BUTTONS_MAX) return badRequest('reply markup is too long');
  return ok(rows.length === 0 ? undefined : rows);
}

/** Reads the `reply_markup` of a call: inline keyboards are checked, reply keyboards kept as they are. */
export function parseMarkup(raw: unknown): Checked<Markup> {
  if (raw === undefined) return ok(NO_MARKUP);
  if (!isRecord(raw)) return badRequest('object expected as reply markup');
  if (raw.inline_keyboard !== undefined) {
    const inline = checkInline(raw.inline_keyboard);
    return inline.ok ? ok({ inline: inline.value, reply: undefined }) : fail(inline.reason);
  }
  const isReply = ['keyboard', 'remove_keyboard', 'force_reply'].some((field) => raw[field] !== undefined);
  return ok(isReply ? { inline: undefined, reply: raw } : NO_MARKUP);
}
