// A fault of the connection rather than of the answer. The HTTP server plays it on the socket; a direct caller of
// `fetch` sees what the platform's fetch shows for a lost connection.
import type { Answer } from './answer.ts';

export type Drop =
  | { readonly how: 'reset' }
  /** Nothing ever comes. */
  | { readonly how: 'hang' }
  /** The head and half of the body, then the end. */
  | { readonly how: 'half'; readonly answer: Answer };

export class ConnectionDropped extends TypeError {
  readonly drop: Drop;
  constructor(drop: Drop) {
    super('fetch failed', {
      cause: Object.assign(new Error('other side closed'), { code: 'ECONNRESET' }),
    });
    this.name = 'ConnectionDropped';
    this.drop = drop;
  }
}
