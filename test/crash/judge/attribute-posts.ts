// Which operation each money request was made for. History and requests carry no id of ours: it is told by the words.
import type { Facts, OperationFacts, Post } from './facts.ts';

/** The gate's clock is read a moment before or after the bot's. */
const CLOCK_SLACK_MS = 50;

/** The operation each request was made for: the latest of its account that was `sending` then and says the same. */
export function attributePosts({ posts, operations, accounts }: Facts): ReadonlyMap<number, OperationFacts> {
  const keys = new Map(accounts.map(({ id, apiKey }) => [id, apiKey]));
  const sent = operations.filter(({ sentAt }) => sentAt !== undefined);
  const byWords = Map.groupBy(sent, ({ accountId, move }) => `${keys.get(accountId)} ${wordsOf(move)}`);
  const found = new Map<number, OperationFacts>();
  for (const { number, at, apiKey, asked } of posts) {
    const same = byWords.get(`${apiKey} ${askedWords(asked)}`) ?? [];
    const [latest] = same
      .filter(({ sentAt = 0 }) => sentAt <= at + CLOCK_SLACK_MS)
      .toSorted((a, b) => (b.sentAt ?? 0) - (a.sentAt ?? 0));
    if (latest !== undefined) found.set(number, latest);
  }
  return found;
}

export function wordsOf(move: OperationFacts['move']): string {
  if (move.kind === 'deposit') return `deposit ${move.product.id} ${move.amount}`;
  return move.kind === 'redeem' ? `redeem ${move.orderId} ${move.amount}` : 'renew';
}

function askedWords(asked: Post['asked']): string {
  if (asked.kind === 'deposit') return `deposit ${asked.productId} ${asked.amount}`;
  return `redeem ${asked.orderId} ${asked.amount}`;
}
