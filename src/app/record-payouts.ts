// Payouts into the ledger and the outbox, inside the transaction that stores the orders they came from.
import type { PayoutFact } from '../domain/payout.ts';
import { type Audience, payoutNotice } from './order-notices.ts';
import type { Store } from './store.ts';

/** Adds payouts in the order of time, each payout time with the totals that include it, and tells only new ones. */
export async function recordPayouts(
  tx: Store,
  audience: Audience,
  facts: readonly PayoutFact[],
): Promise<void> {
  const { account, now } = audience;
  const times = [...Map.groupBy(facts, ({ at }) => at)].toSorted(([a], [b]) => a - b);
  for (const [at, payouts] of times) {
    const rows = payouts.map((fact) => ({
      ...fact,
      accountId: account.id,
      userId: account.userId,
      recordedAt: now,
    }));
    const added = await tx.payouts.add(rows);
    if (added.length === 0) continue;
    const totals = (await tx.payouts.totals(account.id, 0)).map(({ currency, amount }) => ({
      currency,
      amount,
    }));
    await tx.notices.add([payoutNotice(audience, at, added, totals)]);
  }
}
