// Where the in-process practice exchange keeps its accounts and its clock under `npm start`. The states are the
// simulator's own JSON without any key; nothing here looks inside. Rows go with their person and with their account
// (users.ts, account-connecting.ts).
import { asc, eq } from 'drizzle-orm';
import type { Database } from './client.ts';
import { withDbErrors } from './errors.ts';
import { practiceAccounts, practiceClock } from './schema/system.ts';
import type { Session } from './session.ts';

/** `state` left out: nothing is stored. */
export interface Worked<State, Value> {
  readonly state?: State;
  readonly value: Value;
}

/** Whose an account is, and what it is signed with. */
export interface PracticeHolder {
  /** Keyed, of the API key; the same as in the account of the bot. */
  readonly fingerprint: string;
  readonly userId: number;
  readonly credentialsSealed: string;
}

export interface PracticeRow<Account> extends PracticeHolder {
  readonly state: Account;
}

export interface PracticeStore<Account, ClockState> {
  /** Reads, runs `work` (synchronous and pure) and stores, with nobody in between. */
  withAccount<Value>(
    fingerprint: string,
    work: (row: PracticeRow<Account> | undefined) => Worked<Account, Value>,
  ): Promise<Value>;
  /** Rejects with DbError `unique` when the key exists. */
  create(row: PracticeRow<Account>): Promise<void>;
  /** In the order of their fingerprints. */
  list(): Promise<readonly PracticeHolder[]>;
  readonly clock: {
    get(): Promise<ClockState | undefined>;
    update<Value>(work: (state: ClockState | undefined) => Worked<ClockState, Value>): Promise<Value>;
  };
}

/** The clock has one row. */
const CLOCK_ID = 1;

export function createPracticeStore<Account extends object, ClockState extends object>(
  database: Database,
): PracticeStore<Account, ClockState> {
  const { queries } = database;

  async function updateClock<Value>(
    { queries: inside }: Session,
    work: (state: ClockState | undefined) => Worked<ClockState, Value>,
  ): Promise<Value> {
    const [row] = await inside
      .select()
      .from(practiceClock)
      .where(eq(practiceClock.id, CLOCK_ID))
      .for('update');
    const { state, value } = work(row?.state as ClockState | undefined);
    if (state !== undefined) {
      await inside
        .insert(practiceClock)
        .values({ id: CLOCK_ID, state })
        .onConflictDoUpdate({ target: practiceClock.id, set: { state } });
    }
    return value;
  }

  return withDbErrors<PracticeStore<Account, ClockState>>({
    withAccount: (fingerprint, work) =>
      database.transaction(async ({ queries: inside }) => {
        const mine = eq(practiceAccounts.fingerprint, fingerprint);
        const [row] = await inside.select().from(practiceAccounts).where(mine).for('update');
        const { state, value } = work(row && { ...row, state: row.state as Account });
        if (state !== undefined && row !== undefined) {
          await inside.update(practiceAccounts).set({ state }).where(mine);
        }
        return value;
      }),
    async create(row) {
      await queries.insert(practiceAccounts).values(row);
    },
    list: () =>
      queries
        .select({
          fingerprint: practiceAccounts.fingerprint,
          userId: practiceAccounts.userId,
          credentialsSealed: practiceAccounts.credentialsSealed,
        })
        .from(practiceAccounts)
        .orderBy(asc(practiceAccounts.fingerprint))
        .execute(),
    clock: withDbErrors({
      async get() {
        const [row] = await queries.select().from(practiceClock).where(eq(practiceClock.id, CLOCK_ID));
        return row?.state as ClockState | undefined;
      },
      update: (work) => database.transaction((session) => updateClock(session, work)),
    }),
  });
}
