// A server that answers, and says that the address is wrong: the operator reads why, in words, and no value.
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StartProblem } from '../../src/compose/start-problem.ts';
import { openStorage } from '../../src/compose/storage.ts';
import { parseConfig } from '../../src/config.ts';
import { makeMasterKey } from '../../src/vault.ts';
import { createLogBook } from '../jobs/log-book.ts';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => server?.close(() => resolve()) ?? resolve()));

/** A Postgres that refuses everyone with this code, and names them as the real one does. */
async function refusing(sqlstate: string): Promise<number> {
  const fields = ['SFATAL', 'VFATAL', `C${sqlstate}`, 'Mno entry for "planted-user" in "planted-name"'];
  const body = Buffer.from(`${fields.join('\0')}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeUInt32BE(body.length + 4, 1);
  server = createServer((socket) => socket.once('data', () => socket.end(Buffer.concat([head, body]))));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function openAt(port: number): Promise<unknown> {
  const config = parseConfig(
    {
      BOT_TOKEN: '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0',
      DATABASE_URL: `postgres://planted-user:planted-password@127.0.0.1:${port}/planted-name`,
      MASTER_KEYS: makeMasterKey('k1'),
    },
    () => '',
  );
  if (!config.ok) throw new Error(config.problems.join('\n'));
  return openStorage(config.config, createLogBook().log).catch((error: unknown) => error);
}

describe('a database server that answers', () => {
  it.each([
    ['28P01', 'refuses this user and password'],
    ['28000', 'does not let this user in'],
    ['3D000', 'has no database of this name'],
    ['42501', 'may not create tables'],
  ])('with %s makes the start end with a word about it', async (sqlstate, words) => {
    const problem = await openAt(await refusing(sqlstate));
    expect(problem).toBeInstanceOf(StartProblem);
    if (!(problem instanceof StartProblem)) return;
    expect(problem.problems).toEqual([expect.stringContaining(words)]);
    expect(problem.problems[0]).toMatch(/^DATABASE_URL: [^\n]+\.$/);
    expect(problem.problems[0]).not.toContain('planted');
  });

  it('with anything else is no problem of the settings', async () => {
    const problem = await openAt(await refusing('XX000'));
    expect(problem).not.toBeInstanceOf(StartProblem);
    expect(String(problem)).not.toContain('planted');
  });
});
