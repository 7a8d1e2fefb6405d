// A text that must never be printed: every usual way of printing it gives `[secret]`. Holds no policy of its own.
import { inspect } from 'node:util';

export interface Secret {
  /** The text itself. Call it only where the text is used, never to log it. */
  readonly reveal: () => string;
}

/** Wraps a secret so that String(), JSON, template text and inspect show `[secret]`. */
export function createSecret(text: string): Secret {
  const masked = () => '[secret]';
  return Object.freeze({
    reveal: () => text,
    toString: masked,
    toJSON: masked,
    [Symbol.toPrimitive]: masked,
    [inspect.custom]: masked,
  });
}
