// What of the test server's own side this machine can reach: pg_dump, and the files of its write-ahead log.
import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';

export interface PostgresTools {
  /** A pg_dump that is not older than the server. */
  readonly hasPgDump: boolean;
  /** Where the server keeps its WAL, when this process may read it. */
  readonly walFolder: string | undefined;
}

export const NO_PG_DUMP = 'a pg_dump of the tables (install the client programs of the server’s version)';
export const NO_WAL = 'the bytes of the WAL (the server’s data directory cannot be read here)';

const run = promisify(execFile);
/** A dump of a test database is far smaller. */
const DUMP_BYTES_MAX = 256 * 1024 * 1024;

export async function findPostgresTools(url: string): Promise<PostgresTools> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [server] = await sql`select current_setting('server_version_num')::int / 10000 as major`;
    return {
      hasPgDump: Number(server?.major) <= (await majorOfPgDump()),
      walFolder: await readableWal(sql),
    };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function majorOfPgDump(): Promise<number> {
  const { stdout } = await run('pg_dump', ['--version']).catch(() => ({ stdout: '' }));
  return Number(/ (\d+)/.exec(stdout)?.[1] ?? 0);
}

/** The folder must hold the file the server writes now: another server's would prove nothing. */
async function readableWal(sql: postgres.Sql): Promise<string | undefined> {
  try {
    const [place] = await sql`select current_setting('data_directory') as folder,
      pg_walfile_name(pg_current_wal_lsn()) as file`;
    const folder = join(String(place?.folder), 'pg_wal');
    accessSync(join(folder, String(place?.file)), constants.R_OK);
    return folder;
  } catch {
    return undefined;
  }
}

export async function dumpBytes(url: string): Promise<Buffer> {
  const { stdout } = await run('pg_dump', [`--dbname=${url}`], {
    encoding: 'buffer',
    maxBuffer: DUMP_BYTES_MAX,
  });
  return stdout;
}

/** The name of the WAL file that is written now. */
export async function walFileNow(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const [row] = await sql`select pg_walfile_name(pg_current_wal_flush_lsn()) as file`;
  await sql.end({ timeout: 1 });
  return String(row?.file);
}

/** The files from `first` to `last`, whose names rise as the log does. */
export function walFiles(folder: string, first: string, last: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => /^[0-9A-F]{24}$/.test(name));
  return names.filter((name) => name >= first && name <= last).map((name) => join(folder, name));
}
