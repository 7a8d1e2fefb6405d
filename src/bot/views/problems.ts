// Trouble in words: why a screen has nothing to show, why a move was not prepared, and one-line hints.
import type { PrepareProblem, ReadProblem } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { DepositProblem } from '../../domain/deposit-rules.ts';
import type { Environment } from '../../domain/product.ts';
import type { RedeemProblem } from '../../domain/redeem-rules.ts';
import { type Action, button, opens } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { homeButton, keyboard } from './keyboard.ts';
import { markLine } from './names.ts';
import type { Reader } from './reader.ts';

export function readProblemText(reader: Reader, problem: ReadProblem): string {
  const { errors } = reader.text;
  switch (problem.kind) {
    case 'exchange':
      return errors.failures[problem.failure.kind];
    case 'busy':
      return errors.busy;
    case 'no_account':
      return errors.noAccount;
  }
}

/** A read that gave nothing: what happened, that nothing was sent, and the way on. */
export function viewReadProblem(
  reader: Reader,
  problem: ReadProblem,
  again: Action | undefined,
  code: string | undefined,
): View {
  const { common } = reader.text;
  if (problem.kind === 'no_account') return viewConnectFirst(reader, readProblemText(reader, problem));
  return {
    text: lines(
      markLine(reader),
      readProblemText(reader, problem),
      common.nothingSent,
      code === undefined ? undefined : common.reference(code),
    ),
    keyboard: keyboard([again === undefined ? undefined : button(common.refresh, again), homeButton(reader)]),
  };
}

export function depositProblemText(
  reader: Reader,
  problem: DepositProblem,
  product: { readonly currency: string },
  environment: Environment,
): Html {
  const { problems } = reader.text.deposit;
  const { currency } = product;
  const plain = (amount: Parameters<typeof reader.format.number>[0]) =>
    `${reader.format.number(amount)} ${currency}`;
  // What is near the amount of the person, or tells what they deposited today, is theirs and hidden with the rest.
  const own = (amount: Parameters<typeof plain>[0]) => reader.format.money(amount, currency);
  switch (problem.kind) {
    case 'product_gone':
    case 'term_gone':
    case 'not_positive':
      return problems[problem.kind]();
    case 'not_started':
      return problems.not_started(reader.format.moment(problem.startDate, environment, 'minute'));
    case 'below_minimum':
      return problems.below_minimum(plain(problem.minimum));
    case 'off_step':
      return problem.lower === problem.upper
        ? problems.off_step_one(plain(problem.step), own(problem.lower))
        : problems.off_step(plain(problem.step), own(problem.lower), own(problem.upper));
    case 'above_limit':
      return problems.above_limit(plain(problem.limit), own(problem.left));
    case 'above_balance':
      return problems.above_balance(own(problem.available));
  }
}

export function redeemProblemText(reader: Reader, problem: RedeemProblem, currency: string): Html {
  const { problems } = reader.text.redeem;
  return problem.kind === 'above_principal'
    ? problems.above_principal(reader.format.money(problem.principal, currency))
    : problems[problem.kind]();
}

/** What stands in the way of a card; undefined for a draft. */
export function prepareProblemText(
  reader: Reader,
  outcome: PrepareProblem,
  about: { readonly currency: string; readonly environment: Environment },
): Html {
  const { unsettled, renew } = reader.text;
  switch (outcome.kind) {
    case 'deposit_problem':
      return depositProblemText(reader, outcome.problem, about, about.environment);
    case 'redeem_problem':
      return redeemProblemText(reader, outcome.problem, about.currency);
    case 'renew_problem':
      return html`${renew.problems[outcome.problem]}`;
    case 'lane_busy':
      return html`${unsettled.laneBusy}`;
    case 'view_only':
      return html`${unsettled.viewOnly}`;
    case 'read':
      return html`${readProblemText(reader, outcome.problem)}`;
  }
}

/** A move that was not prepared, with the way on. `code`: of a read that failed. */
export function viewNotPrepared(
  reader: Reader,
  outcome: PrepareProblem,
  about: { readonly currency: string; readonly environment: Environment },
  code: string | undefined,
): View {
  const { home, receipts, common } = reader.text;
  const next =
    outcome.kind === 'lane_busy'
      ? opens(receipts.showMove, { name: 'operation', operationId: outcome.operation.id })
      : opens(home.orders, { name: 'orders', page: 1, purpose: 'look' });
  const said = outcome.kind === 'lane_busy' || outcome.kind === 'view_only';
  return {
    text: lines(
      markLine(reader),
      prepareProblemText(reader, outcome, about),
      said ? undefined : common.nothingSent,
      code === undefined ? undefined : common.reference(code),
    ),
    keyboard: keyboard([next, homeButton(reader)]),
  };
}

/** What needs an account, for a person who has none: the ways in. */
export function viewConnectFirst(reader: Reader, hint: string | Html): View {
  const { start } = reader.text;
  return {
    text: lines(hint),
    keyboard: keyboard(
      [opens(start.tryPractice, { name: 'practice' }), opens(start.connect, { name: 'connect' }, 'primary')],
      [homeButton(reader)],
    ),
  };
}

/** One line and [Home]. */
export function viewHint(reader: Reader, hint: string | Html): View {
  return { text: lines(markLine(reader), hint), keyboard: keyboard([homeButton(reader)]) };
}

/** Something broke here. `maybeConfirmed`: the update was a confirm tap, so a move may have been taken. */
export function viewApology(
  reader: Reader,
  facts: { readonly code: string; readonly maybeConfirmed: boolean },
): View {
  const { errors, common, home } = reader.text;
  return {
    text: lines(
      html`<b>${errors.ours}</b>`,
      ...(facts.maybeConfirmed ? [errors.oursMaybeConfirmed] : [errors.oursNothingSent, errors.tryAgain]),
      common.reference(facts.code),
    ),
    keyboard: keyboard([
      facts.maybeConfirmed ? opens(home.unsettledPlain, { name: 'unsettled' }) : undefined,
      homeButton(reader),
    ]),
  };
}

export function viewChecking(reader: Reader): View {
  return { text: lines(html`<i>${reader.text.common.checking}</i>`), keyboard: [] };
}
