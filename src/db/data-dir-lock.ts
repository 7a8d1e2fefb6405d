// One process per data directory: PGlite does not lock it, and two of them would destroy it. The lock file names the
// process by pid, start time and boot, so that what a killed process left behind is recognised and taken over.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The directory is in use by a living process. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
}

export interface DataDirLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Kernel ticks since boot, empty where the system does not tell. */
  readonly startedAt: string;
  /** Empty where the system does not tell. */
  readonly bootId: string;
}

/** After taking over a stale lock: whoever did the same at the same moment has overwritten it by then. */
const TAKE_OVER_WAIT_MS = 100;

/** @throws DataDirInUse while another living process (or this one) holds it. */
export async function lockDataDir(path: string): Promise<DataDirLock> {
  const mine: Holder = { pid: process.pid, startedAt: startOf(process.pid) ?? '', bootId: bootId() };
  const text = JSON.stringify(mine);
  if (!createFile(path, text)) {
    const holder = readHolder(path);
    if (holder !== undefined && isAlive(holder)) throw inUse(path, holder);
    rmSync(path, { force: true });
    if (!createFile(path, text)) throw inUse(path, readHolder(path));
    await new Promise((resolve) => setTimeout(resolve, TAKE_OVER_WAIT_MS));
    const after = readHolder(path);
    if (after?.pid !== mine.pid) throw inUse(path, after);
  }
  return {
    release() {
      if (readHolder(path)?.pid === mine.pid) rmSync(path, { force: true });
    },
  };
}

function inUse(path: string, holder: Holder | undefined): DataDirInUse {
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  return new DataDirInUse(
    `The data directory is in use by ${who} (${path}). Stop that one first, or set another DATA_DIR; several instances need DATABASE_URL.`,
  );
}

/** Creates the file whole or not at all. */
function createFile(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { pid, startedAt, bootId: boot } = parsed as Readonly<Record<string, unknown>>;
    return typeof pid === 'number' && typeof startedAt === 'string' && typeof boot === 'string'
      ? { pid, startedAt, bootId: boot }
      : undefined;
  } catch {
    // Absent, or half written by a process that was killed: nobody holds it.
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.bootId !== '' && holder.bootId !== bootId()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
  }
  const started = startOf(holder.pid);
  return started === undefined || holder.startedAt === '' || started === holder.startedAt;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Field 22 of /proc/<pid>/stat, counted after the process name, which may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
