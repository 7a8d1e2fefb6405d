// The database's part of the world: every statement of an instance takes its time, may fail before or after it was
// executed, and is where most crash points lie. Errors are of one class, as the adapter's are.
import type { Hooks } from '../app/memory/engine.ts';
import { count } from './coverage.ts';
import type { Instance } from './parts.ts';
import type { CrashPoint } from './plan.ts';
import { stage } from './scheduler.ts';
import type { World } from './world.ts';

/** What the database adapter throws. */
export class StorageError extends Error {
  override readonly name = 'DbError';
}

export interface Database {
  hooksOf(instance: Instance): Hooks;
  /** Nothing answers until then. */
  downUntil: number;
  /** A statement has run since the last look. */
  changed: boolean;
  /** Changes of operations so far. */
  statements: number;
}

/** Crash points before or after a single statement outside of other conditions. */
const BEFORE: Readonly<Record<string, CrashPoint>> = {
  'chats.accept': 'fetched, inbox not committed',
};
const AFTER: Readonly<Record<string, CrashPoint>> = {
  'chats.accept': 'committed, offset not moved',
  'chats.begin': 'chat claimed',
  'operations.insertDraft': 'draft stored, card not sent',
  'operations.transition:confirmed': 'confirmed stored, not claimed',
};
const FAILURES = [
  'connection lost',
  'serialization failure',
  'deadlock',
  'pool exhausted',
  'disk full',
] as const;
const STALL_MS = 5_000;

export function createDatabase(world: World): Database {
  const {
    scheduler,
    plan,
    random: { database: random },
    coverage,
  } = world;

  const database: Database = {
    downUntil: 0,
    changed: true,
    statements: 0,
    hooksOf(instance) {
      /** What the open transaction has done so far. */
      let sent = false;
      let ended = false;

      async function before(call: string): Promise<void> {
        await instance.life.breathe(instance);
        const job = stage.getStore()?.job;
        const point = BEFORE[call] ?? pointBefore(call, job);
        if (point !== undefined) {
          instance.life.hit(point, instance);
          await instance.life.breathe(instance);
        }
        if (call === 'begin') {
          sent = false;
          ended = false;
        }
        if (instance.dropsNext || database.downUntil > scheduler.now()) {
          instance.dropsNext = false;
          await scheduler.sleep(instance.owner, 20);
          throw new StorageError('connection lost');
        }
        if (world.troubled && random.chance(plan.databaseTrouble)) await trouble();
        else if (random.chance(0.15)) await scheduler.sleep(instance.owner, random.int(1, 4));
        database.changed = true;
      }

      async function trouble(): Promise<void> {
        if (random.chance(0.1)) {
          count(coverage.faults, 'database: stall of 5 s');
          return scheduler.sleep(instance.owner, STALL_MS);
        }
        const failure = random.pick(FAILURES);
        count(coverage.faults, `database: ${failure}`);
        await scheduler.sleep(instance.owner, random.int(1, 20));
        throw new StorageError(failure);
      }

      async function after(call: string): Promise<void> {
        database.changed = true;
        if (call.startsWith('operations.transition')) database.statements += 1;
        if (call === 'operations.transition:sending') sent = true;
        if (/^operations\.transition:(?:done|rejected|unknown)$/.test(call)) ended = true;
        const point = AFTER[call] ?? pointAfter(call);
        if (point !== undefined) {
          instance.life.hit(point, instance);
          if (instance.dropsNext) {
            // The statement is done, and nobody hears of it.
            instance.dropsNext = false;
            count(coverage.faults, 'database: acknowledgement lost');
            instance.doubt();
            throw new StorageError('acknowledgement lost');
          }
        }
        await instance.life.breathe(instance);
        if (world.troubled && random.chance(plan.databaseTrouble / 3)) {
          count(coverage.faults, `database: ${call === 'commit' ? 'COMMIT ' : ''}acknowledgement lost`);
          instance.doubt();
          throw new StorageError('acknowledgement lost');
        }
      }

      function pointAfter(call: string): CrashPoint | undefined {
        if (call !== 'commit') return undefined;
        if (sent) return 'sending, not connected';
        if (ended && stage.getStore()?.job === 'submit') return 'outcome COMMIT sent, acknowledgement lost';
        return stage.getStore()?.job === 'sync' ? 'sync: stored, next sync not set' : undefined;
      }

      return { before, after };
    },
  };
  return database;
}

function pointBefore(call: string, job: string | undefined): CrashPoint | undefined {
  if (call === 'begin' && job === 'settle') return 'reconcile decided, not stored';
  if (call === 'begin' && job === 'sync') return 'sync: read, not stored';
  return undefined;
}
