// Where the in-process practice exchange keeps its accounts and its clock under `npm start`. The states are the
// simulator's own JSON; nothing here looks inside.
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

export interface PracticeStore<Account, ClockState> {
  /** Reads, runs `work` (synchronous and pure) and stores, with nobody in between. */
  withAccount<Value>(
    apiKey: string,
    work: (state: Account | undefined) => Worked<Account, Value>,
  ): Promise<Value>;
  /** Rejects with DbError `unique` when the key exists. */
  create(apiKey: string, state: Account): Promise<void>;
  /** All keys, in order. */
  list(): Promise<readonly string[]>;
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
    withAccount: (apiKey, work) =>
      database.transaction(async ({ queries: inside }) => {
        const mine = eq(practiceAccounts.apiKey, apiKey);
        const [row] = await inside.select().from(practiceAccounts).where(mine).for('update');
        const { state, value } = work(row?.state as Account | undefined);
        if (state !== undefined && row !== undefined) {
          await inside.update(practiceAccounts).set({ state }).where(mine);
        }
        return value;
      }),
    async create(apiKey, state) {
      await queries.insert(practiceAccounts).values({ apiKey, state });
    },
    async list() {
      const rows = await queries
        .select({ apiKey: practiceAccounts.apiKey })
        .from(practiceAccounts)
        .orderBy(asc(practiceAccounts.apiKey));
      return rows.map((row) => row.apiKey);
    },
    clock: withDbErrors({
      async get() {
        const [row] = await queries.select().from(practiceClock).where(eq(practiceClock.id, CLOCK_ID));
        return row?.state as ClockState | undefined;
      },
      update: (work) => database.transaction((session) => updateClock(session, work)),
    }),
  });
}
