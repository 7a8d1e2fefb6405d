// Where this machine keeps the programs of a Postgres server, and as whom they run. Starts nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The first number of its version. */
  readonly version: number;
  /** Set when this process is root, as whom a server refuses to run. */
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
}

const DEBIAN = '/usr/lib/postgresql';
/** Users a root process hands the server to, the first that exists. */
const SERVER_USERS = ['postgres', 'nobody'];

/** Undefined where no server is installed. */
export function findPostgres(): PostgresBinaries | undefined {
  const folder = folders().find(
    (path) => existsSync(join(path, 'initdb')) && existsSync(join(path, 'postgres')),
  );
  if (folder === undefined) return undefined;
  const runAs = serverUser();
  if (runAs === 'none') return undefined;
  const postgres = join(folder, 'postgres');
  const version = Number(/ (\d+)/.exec(printed(postgres, ['--version']) ?? '')?.[1] ?? 0);
  return { initdb: join(folder, 'initdb'), postgres, version, runAs };
}

function folders(): readonly string[] {
  const asked = printed('pg_config', ['--bindir']);
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...(asked === undefined ? [] : [asked]),
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
  ];
}

function serverUser(): PostgresBinaries['runAs'] | 'none' {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of SERVER_USERS) {
    const [uid, gid] = [printed('id', ['-u', name]), printed('id', ['-g', name])];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return 'none';
}

function printed(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
