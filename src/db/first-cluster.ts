// The files an embedded database begins with: an empty one as PGlite itself makes it, made once and kept beside this
// file, since making it takes seconds and unpacking it does not. `node test/db/make-first-cluster.ts` makes it anew.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, zstdDecompressSync } from 'node:zlib';

/** Files of one version may not suit another; a test holds this to the version that is installed. */
export const CLUSTER_OF = '0.5.16';
export const CLUSTER_FILE = join(import.meta.dirname, `first-cluster-${CLUSTER_OF}.tar.zst`);
/** The three databases in it are nearly the same: they are packed looking this far back, 2^27 bytes. */
export const WINDOW_LOG = 27;

const BLOCK = 512;
const FILE = '0';

/** As a tar archive. */
export function readFirstCluster(): Uint8Array<ArrayBuffer> {
  const params = { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG };
  return new Uint8Array(zstdDecompressSync(readFileSync(CLUSTER_FILE), { params }));
}

/** Whole or not at all: a process that is killed meanwhile leaves a folder that the next one throws away. */
export function placeFirstCluster(directory: string): void {
  const unfinished = `${directory}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  if (existsSync(directory)) return;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  for (const { path, isFile, content } of entriesOf(readFirstCluster())) {
    const target = join(unfinished, path);
    mkdirSync(isFile ? dirname(target) : target, { recursive: true, mode: 0o700 });
    if (isFile) writeFileSync(target, content, { mode: 0o600 });
  }
  renameSync(unfinished, directory);
}

/** Plain files and folders, which is all there is in it (ustar). */
function* entriesOf(tar: Uint8Array<ArrayBuffer>) {
  const text = (from: number, length: number) =>
    Buffer.from(tar.buffer, from, length).toString('latin1').split('\0')[0] ?? '';
  for (let at = 0; text(at, 100) !== ''; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    yield { path: join(prefix, text(at, 100)), isFile: text(at + 156, 1) === FILE, content };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
