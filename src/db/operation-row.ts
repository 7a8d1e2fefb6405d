// Operations as rows and back. No queries.
import type { NewOperation } from '../app/store.ts';
import type { Operation } from '../domain/operation.ts';
import { optional } from './optional.ts';
import type { operations } from './schema/money.ts';

type OperationRow = typeof operations.$inferSelect;
type NewOperationRow = typeof operations.$inferInsert;

export function operationOf(row: OperationRow): Operation {
  const { draftKey: _key, claimedBy: _owner, fence: _fence, ...operation } = row;
  return {
    ...operation,
    evidence: optional(row.evidence),
    result: optional(row.result),
    settling: optional(row.settling),
    cardMessageId: optional(row.cardMessageId),
    confirmedAt: optional(row.confirmedAt),
    sentAt: optional(row.sentAt),
    endedAt: optional(row.endedAt),
    dueAt: optional(row.dueAt),
    answeredAt: optional(row.answeredAt),
  };
}

export function draftRow(operation: NewOperation): NewOperationRow {
  return { ...operation, state: 'draft' };
}
