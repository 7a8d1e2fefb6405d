// Rules about our tables that must hold after every statement: looked at whenever time moves on.
import { LANE_STATES } from '../../src/domain/operation.ts';
import type { MemoryState } from '../app/memory-store.ts';
import type { People } from './people.ts';
import type { World } from './world.ts';

/** One unresolved money operation per account; drafts are confirmed by taps of their owner only. */
export function checkLanes(world: World, { tables }: MemoryState, people: People): void {
  const lanes = new Map<string, number>();
  for (const { row, dueAt } of tables.operations.rows()) {
    world.check(
      'S3 moments are whole milliseconds',
      dueAt === null || Number.isSafeInteger(dueAt),
      () => `${dueAt}`,
    );
    if (LANE_STATES.includes(row.state)) lanes.set(row.accountId, (lanes.get(row.accountId) ?? 0) + 1);
    if (row.confirmedAt === undefined) continue;
    const taps = people.taps.get(row.id) ?? [];
    const isOwn = taps.some(({ by, chatId }) => by === row.userId && chatId === row.chatId);
    world.check(
      'M2 only the owner confirms',
      isOwn,
      () => `${row.id} was confirmed without a tap of its owner`,
    );
    world.check(
      'M11 a confirm is in time when it is handled',
      row.confirmedAt <= row.expiresAt,
      () => `${row.id} late`,
    );
  }
  for (const [accountId, count] of lanes) {
    world.check('M6 one unresolved move of an account', count <= 1, () => `${count} of ${accountId}`);
  }
}
