// Where the emulated Telegram keeps its state between runs: memory for tests and benches, a file for the demo.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { EMPTY_SNAPSHOT, type Snapshot } from './state.ts';

export interface TelegramStore {
  load(): Promise<Snapshot | undefined>;
  save(snapshot: Snapshot): Promise<void>;
}

/** The state file is not what this version wrote. */
export class TelegramStoreError extends Error {
  override name = 'TelegramStoreError';
}

/** Keeps the last snapshot; what is loaded is a copy, so two simulators never share it. */
export function createMemoryStore(): TelegramStore {
  let kept: Snapshot | undefined;
  return {
    load: async () => structuredClone(kept),
    async save(snapshot) {
      kept = snapshot;
    },
  };
}

const HEAD = z.looseObject({
  version: z.literal(1),
  nextUpdateId: z.number(),
  messages: z.array(z.unknown()),
});

function parseSnapshot(text: string, path: string): Snapshot {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new TelegramStoreError(`${path} is not JSON; remove it to start with an empty chat`);
  }
  const head = HEAD.safeParse(raw);
  if (!head.success) throw new TelegramStoreError(`${path} is of another version; remove it to start anew`);
  // Wire mapping: this program wrote the file, and its head was checked above.
  return { ...EMPTY_SNAPSHOT, ...(head.data as unknown as Snapshot) };
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Keeps the state in one JSON file, replaced as a whole so that a crash leaves the old one or the new one. */
export function createFileStore(path: string): TelegramStore {
  return {
    async load() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw error;
      });
      return text === undefined ? undefined : parseSnapshot(text, path);
    },
    async save(snapshot) {
      await mkdir(dirname(path), { recursive: true });
      const next = `${path}.next`;
      await writeFile(next, JSON.stringify(snapshot), { mode: 0o600 });
      await rename(next, path);
    },
  };
}
