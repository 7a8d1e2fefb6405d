// What the simulated exchange as a whole does where its pages leave it open. Plain data.
import type { RefusalShape } from './answer.ts';

export interface ServerSettings {
  /** A nonce may differ this much from the exchange's clock, in real ms (at a fast clock: times its speed). */
  readonly nonceWindowMs: number;
  /** Answer to a key without the permission. */
  readonly missingPermissionStatus: 401 | 403;
  /** The catalogue is served without a signature. */
  readonly productsPublic: boolean;
  /** Shape of refusals of money moves. */
  readonly refusalShape: RefusalShape;
  /** More requests of a key in one second than this are a breach of the limits; 0 = no limit. */
  readonly requestsPerSecondMax: number;
}

export const DEFAULT_SERVER_SETTINGS: ServerSettings = {
  nonceWindowMs: 60_000,
  missingPermissionStatus: 403,
  productsPublic: true,
  refusalShape: 'B',
  requestsPerSecondMax: 0,
};
