// The Postgres that a run can have on this machine: a server of its own where its programs are installed, else a
// database of its own on the server that TEST_DATABASE_URL names.
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';

export type DatabaseChoice = { readonly binaries: PostgresBinaries } | { readonly server: string };

export function findDatabase(): DatabaseChoice | undefined {
  const binaries = findPostgres();
  if (binaries !== undefined) return { binaries };
  const server = process.env.TEST_DATABASE_URL;
  return server === undefined ? undefined : { server };
}
