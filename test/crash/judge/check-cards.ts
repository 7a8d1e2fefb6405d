// Cards that people tapped against the moves that came of them, person by person. Knows no bot.
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';
import type { Facts, OperationFacts } from './facts.ts';
import type { Findings } from './findings.ts';

interface Wording {
  readonly userId: number | undefined;
  readonly kind: string;
  readonly amount: string | undefined;
  readonly currency: string | undefined;
}

/** What a card says, and whose it is; a renewal has no amount. */
const wordingOf = ({ userId, kind, amount, currency }: Wording): string =>
  kind === 'renew' ? `person ${userId}: renew` : `person ${userId}: ${kind} ${amount} ${currency}`;

function wordingOfMove({ userId, move }: OperationFacts): string {
  const amount = move.kind === 'renew' ? undefined : move.amount;
  return wordingOf({ userId, kind: move.kind, amount, currency: move.product.currency });
}

/** Any number of taps on a card make one move. */
export function checkCards(
  { accounts, cards, operations }: Facts,
  moves: readonly LedgerEffect[],
  { check }: Pick<Findings, 'check'>,
): void {
  const shown = Map.groupBy(cards, wordingOf);
  const confirmed = operations.filter(({ confirmedAt }) => confirmedAt !== undefined);
  for (const [what, same] of Map.groupBy(confirmed, wordingOfMove)) {
    const tapped = shown.get(what)?.length ?? 0;
    check('M7 a card makes one move, however often it is tapped', same.length <= tapped, () => {
      return `${what}: ${same.length} moves of ${tapped} cards`;
    });
  }
  const owners = new Map(accounts.map(({ apiKey, userId }) => [apiKey, userId]));
  const ofOwner = (effect: LedgerEffect): string =>
    wordingOf({ ...effect, userId: owners.get(effect.apiKey) });
  for (const [what, effects] of Map.groupBy(moves, ofOwner)) {
    const times = shown.get(what)?.length ?? 0;
    check('M2 a card said the amount before it moved', effects.length <= times, () => {
      return `${what}: ${effects.length} times of ${times} cards`;
    });
  }
}
