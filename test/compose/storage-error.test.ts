import { BotError, type Context, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { isStorageError } from '../../src/compose/storage-error.ts';
import { DbError } from '../../src/db/errors.ts';

describe('an error of the database', () => {
  it.each([
    ['as it is', new DbError('connection')],
    ['wrapped by grammY', new BotError(new DbError('connection'), {} as Context)],
    ['as a cause', new Error('x', { cause: new BotError(new DbError('deadlock'), {} as Context) })],
  ])('is known %s', (_how, error) => {
    expect(isStorageError(error)).toBe(true);
  });

  it.each([
    ['a bug', new TypeError('x')],
    ['Telegram', new BotError(new HttpError('x', new Error('y')), {} as Context)],
    ['no error', 'text'],
    ['nothing', undefined],
  ])('is told from %s', (_what, error) => {
    expect(isStorageError(error)).toBe(false);
  });

  it('is looked for in a circle without end', () => {
    const error = new Error('x');
    error.cause = error;
    expect(isStorageError(error)).toBe(false);
  });
});
