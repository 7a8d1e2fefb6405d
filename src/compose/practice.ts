// What practice accounts run on, whichever exchange plays them: one shape for the simulator in this process and for
// one behind HTTP.
import type { EnvironmentClock } from '../app/ports.ts';
import type { ExchangeFetch } from '../exchange/http.ts';

export interface Practice {
  /** With `/spot`. */
  readonly baseUrl: string;
  readonly fetch: ExchangeFetch;
  readonly clock: EnvironmentClock;
  /** `userId`: whom it is for; it goes with them where it is kept in the bot's own database. */
  readonly openAccount: (userId: number) => Promise<{ readonly apiKey: string; readonly secret: string }>;
  /** A person uses practice: its time goes on for a while. */
  readonly touch: () => void;
  /** Follows the clock from now on; `onChange` when it runs otherwise than before. */
  readonly start: (onChange: () => void) => Promise<void>;
  readonly stop: () => Promise<void>;
}
