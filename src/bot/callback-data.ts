// What a button carries: the id of its stored card and a random token on it. Never an amount, never a position.
// Anything else that arrives as callback data is forged or damaged and parses to nothing.

/** Telegram's limit for callback data, bytes of UTF-8. */
export const CALLBACK_DATA_MAX_BYTES = 64;
/** Characters of a token: 72 bits of the id's randomness, beside the card's own 128. */
export const TOKEN_LENGTH = 12;

const SHAPE = /^([A-Za-z0-9_-]{16,48})\.([A-Za-z0-9_-]{12})$/;

export interface CallbackData {
  readonly cardId: string;
  readonly token: string;
}

/** Callback data of a button; throws when an id does not fit (a bug). */
export function callbackData(data: CallbackData): string {
  const text = `${data.cardId}.${data.token}`;
  if (!SHAPE.test(text)) throw new Error('callbackData: an id does not fit a button');
  return text;
}

/** Reads what a tap brought; undefined when it was not made by {@link callbackData}. */
export function parseCallbackData(text: string | undefined): CallbackData | undefined {
  if (text === undefined || text.length > CALLBACK_DATA_MAX_BYTES) return undefined;
  const match = SHAPE.exec(text);
  const [, cardId, token] = match ?? [];
  return cardId === undefined || token === undefined ? undefined : { cardId, token };
}
