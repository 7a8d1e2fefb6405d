// The embedded database in its directory: kept over restarts and kills, one process at a time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/client.ts';
import { DataDirInUse, lockDataDir } from '../../src/db/data-dir-lock.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createStore } from '../../src/db/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earnest-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the embedded database', () => {
  it('keeps what was stored, in a directory of its owner alone, and refuses a second user', async () => {
    const dataDir = join(folder, 'data');
    const first = await openDatabase({ kind: 'pglite', dataDir });
    await migrate(first);
    await createStore(first, 'one').meta.set('kept', 'yes');
    await expect(openDatabase({ kind: 'pglite', dataDir })).rejects.toThrow(DataDirInUse);
    await first.close();
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(existsSync(join(dataDir, 'database.lock'))).toBe(false);
    const second = await openDatabase({ kind: 'pglite', dataDir });
    expect(await migrate(second)).toBe(0);
    expect(await createStore(second, 'two').meta.get('kept')).toBe('yes');
    await second.close();
    await expect(createStore(second, 'two').meta.get('kept')).rejects.toMatchObject({ kind: 'connection' });
  }, 120_000);
});

describe('the lock of the directory', () => {
  const path = () => join(folder, 'database.lock');

  it('is held until it is released', async () => {
    const lock = await lockDataDir(path());
    await expect(lockDataDir(path())).rejects.toThrow(`process ${process.pid}`);
    lock.release();
    (await lockDataDir(path())).release();
    expect(existsSync(path())).toBe(false);
  });

  it('is taken over from a process that was killed, and not before', async () => {
    const module = new URL('../../src/db/data-dir-lock.ts', import.meta.url).href;
    const script = `const { lockDataDir } = await import(${JSON.stringify(module)});
      await lockDataDir(${JSON.stringify(path())}); console.log('locked'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await expect(lockDataDir(path())).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await lockDataDir(path())).release();
  });

  it('is not fooled by a pid that another process got since, or by another boot', async () => {
    writeFileSync(path(), JSON.stringify({ pid: process.pid, startedAt: '1', bootId: '' }));
    (await lockDataDir(path())).release();
    writeFileSync(path(), JSON.stringify({ pid: process.pid, startedAt: '', bootId: 'another boot' }));
    (await lockDataDir(path())).release();
  });

  it('is taken over when it was left half written', async () => {
    writeFileSync(path(), '{"pid":');
    (await lockDataDir(path())).release();
  });
});
