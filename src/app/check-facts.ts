// Is a confirmed move still what the person was shown? Asked of the exchange just before sending; sends nothing.
import { checkDeposit, type DepositProblem, termsChanged } from '../domain/deposit-rules.ts';
import type { Evidence, Move, Operation, OperationResult, TermsChange } from '../domain/operation.ts';
import { checkRedeem, redeemChanged } from '../domain/redeem-rules.ts';
import type { Session } from './account-session.ts';
import { investedToday } from './invested-today.ts';
import type { EnvironmentClock, ExchangeFailure } from './ports.ts';
import { availableOf } from './prepare-deposit.ts';
import { isNotOffered, readEvidence, readProduct } from './read-facts.ts';
import type { Store } from './store.ts';

export type Facts =
  | { readonly kind: 'ready'; readonly evidence: Evidence }
  /** Nothing was sent, and the result says why. */
  | { readonly kind: 'unsent'; readonly result: OperationResult };

type MoveOf<Kind extends Move['kind']> = Extract<Move, { readonly kind: Kind }>;

const CHANGE_OF_PROBLEM: Readonly<Record<DepositProblem['kind'], TermsChange>> = {
  product_gone: 'gone',
  not_started: 'gone',
  term_gone: 'term',
  not_positive: 'minimum',
  below_minimum: 'minimum',
  off_step: 'step',
  above_limit: 'limit',
  above_balance: 'balance',
};

/** Reads the facts and compares them with the terms on the card. */
export async function checkFacts(
  store: Store,
  session: Session,
  operation: Operation,
  exchangeClock: EnvironmentClock,
): Promise<Facts> {
  const evidence = await readEvidence(session, exchangeClock);
  if (!evidence.ok) return unread(evidence.reason);
  const { move } = operation;
  const changed =
    move.kind === 'deposit'
      ? await depositChanges(store, session, operation, move, evidence.value, exchangeClock)
      : orderChanges(operation, move, evidence.value, exchangeClock.now());
  if ('failure' in changed) return unread(changed.failure);
  if (changed.length > 0) return { kind: 'unsent', result: { kind: 'moved', changed } };
  return { kind: 'ready', evidence: evidence.value };
}

function unread(failure: ExchangeFailure): Facts {
  const reason = isNotOffered(failure) ? 'permission' : failure.kind === 'banned' ? 'banned' : 'not_sent';
  return { kind: 'unsent', result: { kind: 'refused', reason, code: failure.code } };
}

async function depositChanges(
  store: Store,
  session: Session,
  { terms }: Operation,
  { product: { id, currency }, days, amount }: MoveOf<'deposit'>,
  { balances }: Evidence,
  exchangeClock: EnvironmentClock,
): Promise<readonly TermsChange[] | { readonly failure: ExchangeFailure }> {
  const read = await readProduct(session, id);
  if (!read.ok) return { failure: read.reason };
  const product = read.value;
  const available = availableOf(balances, currency);
  const changes = termsChanged(terms, product, days, available, amount);
  if (changes.length > 0) return changes;
  const invested = await investedToday(store, session.account, id, exchangeClock);
  const now = exchangeClock.now();
  const checked = checkDeposit({ product, days, amount, available, investedToday: invested, now });
  return checked.ok ? [] : [CHANGE_OF_PROBLEM[checked.reason.kind]];
}

function orderChanges(
  { terms }: Operation,
  move: MoveOf<'redeem' | 'renew'>,
  { orders }: Evidence,
  now: number,
): readonly TermsChange[] {
  const order = orders.find(({ id }) => id === move.orderId);
  if (order === undefined) return ['gone'];
  if (move.kind === 'renew') return [];
  const changes = redeemChanged(terms.order ?? order, order, move.amount);
  if (changes.length > 0) return changes;
  return checkRedeem({ order, amount: move.amount, now }).ok ? [] : ['order'];
}
