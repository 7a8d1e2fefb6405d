// Makes the files an embedded database begins with (src/db/first-cluster.ts), for the version of PGlite installed.
// Run after an upgrade: node test/db/make-first-cluster.ts
import { writeFileSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { CLUSTER_FILE, WINDOW_LOG } from '../../src/db/first-cluster.ts';

const pglite = await PGlite.create('memory://');
const tar = await pglite.dumpDataDir('none');
await pglite.close();
const packed = zstdCompressSync(Buffer.from(await tar.arrayBuffer()), {
  params: {
    [constants.ZSTD_c_compressionLevel]: 19,
    [constants.ZSTD_c_windowLog]: WINDOW_LOG,
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
  },
});
writeFileSync(CLUSTER_FILE, packed);
process.stdout.write(`${CLUSTER_FILE}: ${packed.length} bytes\n`);
