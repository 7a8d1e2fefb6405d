// Brings the tables to the version of this code, at every start. Each step is one transaction, taken one at a time by
// whichever instance comes first; a process killed between two steps leaves a database that the next one continues.
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Database } from './client.ts';
import type { Session } from './session.ts';

/** The tables are of a later version than the code: nothing was changed. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew';
}

type Step = ReturnType<typeof readMigrationFiles>[number];

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any fixed number: the lock of a transaction, released with it even when the process is killed. */
const LOCK = 7_233_190_114;

/**
 * @param folder where drizzle-kit wrote the steps.
 * @returns how many steps this call applied. Throws DatabaseTooNew, or DbError.
 */
export async function migrate(database: Database, folder: string = FOLDER): Promise<number> {
  const steps = readMigrationFiles({ migrationsFolder: folder });
  let applied = 0;
  while (await database.transaction((session) => applyNext(session, steps), 'patient')) applied += 1;
  return applied;
}

async function applyNext({ queries }: Session, steps: readonly Step[]): Promise<boolean> {
  // Waiting for another instance, and the step itself, may take long.
  await queries.execute(sql`set local statement_timeout = 0`);
  await queries.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  await queries.execute(
    sql`create table if not exists earnest_migrations (made_at bigint primary key, hash text not null)`,
  );
  const latest = await latestApplied(queries);
  const newest = steps.at(-1)?.folderMillis ?? 0;
  if (latest > newest) {
    throw new DatabaseTooNew(
      'The database was written by a newer version of the bot. Start that version, or restore a backup made before it.',
    );
  }
  const step = steps.find(({ folderMillis }) => folderMillis > latest);
  if (step === undefined) return false;
  for (const statement of step.sql) await queries.execute(sql.raw(statement));
  await queries.execute(
    sql`insert into earnest_migrations (made_at, hash) values (${step.folderMillis}, ${step.hash})`,
  );
  return true;
}

async function latestApplied(queries: Session['queries']): Promise<number> {
  const rows: readonly unknown[] = await queries.execute(
    sql`select coalesce(max(made_at), 0) from earnest_migrations`,
  );
  const [row] = rows;
  return Array.isArray(row) ? Number(row[0]) : 0;
}
