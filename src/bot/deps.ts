// What the bot is built from. Filled by the composition root; nothing here is created by the bot itself.
import type { ApiClientOptions } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { App, CoinTotal } from '../app/app.ts';
import type { Clock, EnvironmentClock, Ids, Log } from '../app/ports.ts';
import type { CardStore, User } from '../app/store.ts';
import type { Environment } from '../domain/product.ts';

export interface BotDeps {
  readonly token: string;
  /** As stored from getMe: the bot never asks on its own (grammY would retry for ever). */
  readonly botInfo: UserFromGetMe;
  readonly client: ApiClientOptions;
  readonly app: App;
  readonly cards: CardStore;
  readonly clock: Clock;
  readonly environmentClocks: Readonly<Record<Environment, EnvironmentClock>>;
  readonly ids: Ids;
  readonly log: Log;
  /** How access is given: `approve` asks the owners, the others do not. */
  readonly access: 'approve' | 'list' | 'open';
  /** Named on the first screen and by /privacy; undefined: "whoever gave you the link". Asked anew each time. */
  readonly runBy: () => Promise<string | undefined>;
  /** Shown as the time that absence was waited for. */
  readonly reconcileWaitMs: number;
  /** Payouts of the account in use while the person was away; undefined where there is nothing to tell. */
  readonly paidSince: (
    user: User,
    sinceMs: number,
  ) => Promise<{ readonly gains: readonly CoinTotal[]; readonly payouts: number } | undefined>;
  /** Runs `work` after `ms` unless the returned function is called before. */
  readonly after: (ms: number, work: () => void) => () => void;
  /** True for errors (of the database) after which the update is to be delivered again. */
  readonly deliverAgain: (error: unknown) => boolean;
}
