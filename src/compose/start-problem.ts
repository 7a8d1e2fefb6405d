// Why the bot cannot start, in words for the operator. Never holds a value of a secret.

/** Something the operator can mend; printed line by line, exit code 1. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super('The bot cannot start.');
    this.problems = problems;
  }
}
