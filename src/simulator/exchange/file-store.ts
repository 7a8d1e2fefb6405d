// Accounts of the demo's exchange in one JSON file, so that its exchange outlives both a killed bot and itself.
// Saves are gathered and written whole beside the old file, then renamed over it: a crash leaves one good file.
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SimAccount } from './account.ts';
import type { SimClockState } from './clock.ts';
import type { SimulatorState } from './simulator-state.ts';
import { createMemoryStore, type ExchangeStore } from './store.ts';

/** What a file holds beside the accounts; undefined in a new file. */
export interface Remembered {
  readonly clock?: SimClockState | undefined;
  readonly state?: SimulatorState | undefined;
  /** Of the request log, which itself lives in memory only: so that a panel goes on counting. */
  readonly tally?: RequestTally | undefined;
}

export interface RequestTally {
  readonly requests: number;
  readonly refused: number;
}

export interface FileStore extends ExchangeStore {
  remembered(): Remembered;
  remember(change: Remembered): void;
  /** Resolves when everything so far is on disk; rejects when it cannot be written. */
  flush(): Promise<void>;
  /** Flushes; later changes are no longer saved. */
  close(): Promise<void>;
}

/** Changes are gathered this long: what a killed demo may forget at most. */
const SAVE_AFTER_MS = 200;
const VERSION = 1;

interface Saved extends Remembered {
  readonly version: typeof VERSION;
  readonly accounts: readonly SimAccount[];
}

/** Opens or starts the file; rejects when it is no file of this simulator. */
export async function openFileStore(path: string, saveAfterMs: number = SAVE_AFTER_MS): Promise<FileStore> {
  const saved = await readSaved(path);
  const accounts = new Map(saved.accounts.map((account) => [account.apiKey, account]));
  const memory = createMemoryStore(accounts);
  let remembered: Remembered = { clock: saved.clock, state: saved.state, tally: saved.tally };
  let dirty = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function touch(): void {
    dirty = true;
    if (timer !== undefined || closed) return;
    timer = setTimeout(() => {
      // A disk that refuses now is asked again with the next change, and by flush, which tells.
      flush().catch(() => undefined);
    }, saveAfterMs);
    timer.unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        if (!dirty) return;
        dirty = false;
        const content: Saved = { version: VERSION, ...remembered, accounts: [...accounts.values()] };
        try {
          await writeWhole(path, JSON.stringify(content));
        } catch (error) {
          dirty = true;
          throw error;
        }
      });
    return writing;
  }

  return {
    async withAccount(apiKey, work) {
      const before = accounts.get(apiKey);
      const value = await memory.withAccount(apiKey, work);
      if (accounts.get(apiKey) !== before) touch();
      return value;
    },
    async create(account) {
      await memory.create(account);
      touch();
    },
    list: memory.list,
    remembered: () => remembered,
    remember(change) {
      remembered = { ...remembered, ...change };
      touch();
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
}

async function readSaved(path: string): Promise<Saved> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { version: VERSION, accounts: [] };
    throw error;
  }
  const saved = parseSaved(text);
  if (saved === undefined) {
    throw new Error(`${path} is not a file of the practice exchange. Move it away to start a new one.`);
  }
  return saved;
}

/** The file is our own: only its version is checked. */
function parseSaved(text: string): Saved | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const known =
      typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION;
    return known ? (value as Saved) : undefined;
  } catch {
    return undefined;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
