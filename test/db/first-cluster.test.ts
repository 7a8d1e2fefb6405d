// The files an embedded database begins with: of the installed PGlite, the same as it makes itself, whole or not there.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLUSTER_OF, placeFirstCluster } from '../../src/db/first-cluster.ts';

const PACKAGE = join(import.meta.dirname, '..', '..', 'package.json');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earnest-cluster-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a database is, as far as the bot could notice. */
async function portraitOf(pglite: PGlite) {
  const ask = async (text: string) => (await pglite.query(text)).rows;
  return {
    version: await ask('select version()'),
    databases: await ask(
      'select datname, encoding, datcollate, datctype, datistemplate from pg_database order by 1',
    ),
    settings: await ask(
      `select name, setting from pg_settings where name in ('server_encoding', 'lc_messages', 'DateStyle',
       'default_text_search_config', 'data_checksums', 'wal_level', 'max_connections') order by 1`,
    ),
    catalog: await ask(
      'select (select count(*) from pg_class) classes, (select count(*) from pg_proc) functions, (select count(*) from pg_type) types',
    ),
    schemas: await ask('select nspname from pg_namespace order by 1'),
    user: await ask('select current_user, current_database()'),
  };
}

describe('the files an embedded database begins with', () => {
  it('are those of the PGlite that is installed; else: node test/db/make-first-cluster.ts', () => {
    const { dependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(dependencies['@electric-sql/pglite']).toBe(CLUSTER_OF);
  });

  it('are the same as PGlite makes itself', async () => {
    const directory = join(folder, 'database');
    placeFirstCluster(directory);
    const ours = await PGlite.create(directory);
    const portrait = await portraitOf(ours);
    await ours.close();
    const theirs = await PGlite.create('memory://');
    expect(portrait).toEqual(await portraitOf(theirs));
    await theirs.close();
  }, 180_000);

  it('are placed anew where a process was killed in the middle of placing them', () => {
    const directory = join(folder, 'database');
    const half = `${directory}.new`;
    mkdirSync(half);
    writeFileSync(join(half, 'PG_VERSION'), 'half');
    placeFirstCluster(directory);
    expect(readFileSync(join(directory, 'PG_VERSION'), 'utf8')).toBe('18\n');
    expect(existsSync(half)).toBe(false);
  });

  it('leave a database alone that is there', () => {
    const directory = join(folder, 'database');
    mkdirSync(directory);
    writeFileSync(join(directory, 'PG_VERSION'), 'mine');
    cpSync(directory, `${directory}.new`, { recursive: true });
    placeFirstCluster(directory);
    expect(readFileSync(join(directory, 'PG_VERSION'), 'utf8')).toBe('mine');
    expect(existsSync(join(directory, 'base'))).toBe(false);
    expect(existsSync(`${directory}.new`)).toBe(false);
  });
});
