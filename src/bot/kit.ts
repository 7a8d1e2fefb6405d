// What every feature works with: the dependencies and the ways to show things. Built once by createBot.
import type { BotDeps } from './deps.ts';
import type { Present } from './patience.ts';
import type { Show } from './show.ts';
import type { Trouble } from './trouble.ts';

export interface Kit extends BotDeps {
  readonly show: Show;
  readonly present: Present;
  readonly trouble: Trouble;
}
