// The one error of the network adapter. Carries a code and two facts; no header, body, URL or cause.

export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  /** An error code of Node or undici, or one of ours: TOO_LATE, BAD_STATUS, REDIALLED, ABORTED … */
  readonly code: string;
  /** False only when no connection was handed to the request, so that no byte of it can have been sent. */
  readonly connected: boolean;
  /** Status of an answer whose body was cut off or too large. */
  readonly status: number | undefined;

  constructor(facts: { code: string; connected: boolean; status?: number | undefined }) {
    super(`exchange connection: ${facts.code}`);
    this.code = facts.code;
    this.connected = facts.connected;
    this.status = facts.status;
  }
}

/** How deep causes are followed. */
const CAUSE_DEPTH_MAX = 5;

/** The first error code along the causes of anything thrown; undefined when there is none. */
export function errorCodeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current.cause;
  }
  return undefined;
}
