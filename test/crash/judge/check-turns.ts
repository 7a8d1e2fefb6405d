// One after another: the moves of an account, and the nonces of a key.
import type { Facts, OperationFacts, Post } from './facts.ts';
import type { Findings } from './findings.ts';

type Check = Pick<Findings, 'check'>;

/** @param byPost the operation of each money request, by the request's number */
export function checkTurns(facts: Facts, byPost: ReadonlyMap<number, OperationFacts>, findings: Check): void {
  checkLanes(facts, findings);
  checkNonces(facts, byPost, findings);
}

/** One move of an account is unresolved at a time, from `sending` to its end. */
function checkLanes({ operations }: Facts, { check }: Check): void {
  const sent = operations.filter(({ sentAt }) => sentAt !== undefined);
  for (const own of Map.groupBy(sent, ({ accountId }) => accountId).values()) {
    const inTurn = own.toSorted((a, b) => (a.sentAt ?? 0) - (b.sentAt ?? 0));
    for (const [index, { id, sentAt = 0 }] of inTurn.entries()) {
      const before = inTurn[index - 1];
      // How one that was forgotten went on is not known.
      const isFree = before === undefined || before.isForgotten || (before.leftAt ?? Infinity) <= sentAt;
      check('M6 one unresolved move of an account', isFree, () => {
        return `${id} was sent at ${sentAt}, ${before?.id} was open until ${before?.leftAt}`;
      });
    }
  }
}

/** In the order in which the moves were stored as `sending`: a request of a process that stood still comes late. */
function checkNonces(
  { posts, signed }: Facts,
  byPost: ReadonlyMap<number, OperationFacts>,
  { check }: Check,
): void {
  for (let index = signed.repeated.length; index < signed.requests; index += 1) {
    check('M9 no nonce is used twice', true, () => '');
  }
  for (const repeated of signed.repeated) check('M9 no nonce is used twice', false, () => repeated);
  for (const own of Map.groupBy(posts, ({ apiKey }) => apiKey).values()) {
    const sentAt = ({ number }: Post): number => byPost.get(number)?.sentAt ?? 0;
    const inTurn = own.filter(({ number }) => byPost.has(number)).toSorted((a, b) => sentAt(a) - sentAt(b));
    for (const [index, post] of inTurn.entries()) {
      const before = inTurn[index - 1];
      check('M9 nonces of money requests rise', before === undefined || before.nonce < post.nonce, () => {
        return `request ${before?.number} with ${before?.nonce}, then ${post.number} with ${post.nonce}`;
      });
    }
  }
}
