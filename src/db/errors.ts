// The one error of this layer. Every error of drizzle and of a driver becomes it, without statement or parameters:
// drizzle's own error prints them all, and they may be amounts, names or sealed keys.
import { DrizzleQueryError } from 'drizzle-orm/errors';

export type DbErrorKind =
  | 'unique'
  | 'serialization'
  | 'deadlock'
  /** The connection was lost, refused or not to be had in time. A commit under way may or may not have happened. */
  | 'connection'
  | 'disk_full'
  | 'other';

/** An operational failure of the database. `sqlstate` and `constraint` are names, never data. */
export class DbError extends Error {
  override readonly name = 'DbError';
  readonly kind: DbErrorKind;
  readonly sqlstate: string | undefined;
  readonly constraint: string | undefined;

  constructor(kind: DbErrorKind, sqlstate?: string, constraint?: string, detail?: string) {
    const facts = [sqlstate, constraint, detail].filter((fact) => fact !== undefined);
    super(`Database: ${kind}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`);
    this.kind = kind;
    this.sqlstate = sqlstate;
    this.constraint = constraint;
  }
}

/**
 * What a driver threw, as a {@link DbError}. Only to be called with errors of a driver: whatever has no SQLSTATE
 * is taken for a lost connection.
 */
export function fromDriver(error: unknown): DbError {
  if (error instanceof DbError) return error;
  const sqlstate = textField(error, 'code');
  if (
    sqlstate === undefined ||
    !/^[0-9A-Z]{5}$/.test(sqlstate) ||
    textField(error, 'severity') === undefined
  ) {
    return new DbError('connection', undefined, undefined, sqlstate);
  }
  const constraint = textField(error, 'constraint_name') ?? textField(error, 'constraint');
  // The routine of the server's source names the failure ("errorMissingColumn") and carries no value.
  return new DbError(kindOf(sqlstate), sqlstate, constraint, textField(error, 'routine'));
}

/** Undoes drizzle's wrapping. Errors that are not the database's (ClaimLost, a bug) come back as they are. */
export function withoutParameters(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? error.cause : error;
}

/**
 * Every method of a store throws DbError or its own errors, never drizzle's. Methods that
 * return no promise must not be wrapped. `onLost` hears of each lost connection: what it carried may have been stored.
 */
export function withDbErrors<Store extends object>(
  store: Store,
  onLost: () => void = () => undefined,
): Store {
  return new Proxy(store, {
    get(target, key, receiver): unknown {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, args);
        } catch (error) {
          const plain = withoutParameters(error);
          if (plain instanceof DbError && plain.kind === 'connection') onLost();
          throw plain;
        }
      };
    },
  });
}

/** Classes and codes: PostgreSQL manual, appendix A. */
function kindOf(sqlstate: string): DbErrorKind {
  if (sqlstate === '23505') return 'unique';
  if (sqlstate === '40001') return 'serialization';
  if (sqlstate === '40P01') return 'deadlock';
  if (sqlstate === '53100') return 'disk_full';
  if (sqlstate === '53300' || sqlstate.startsWith('08') || sqlstate.startsWith('57P')) return 'connection';
  return 'other';
}

function textField(error: unknown, field: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : undefined;
}
