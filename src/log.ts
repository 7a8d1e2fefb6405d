// JSON lines for the operator. Never prints an error object whole, and scrubs every finished line of what must not
// be read: the shape of a bot token, and each secret registered at start.
import pino from 'pino';
import type { Log } from './app/ports.ts';

/** The shape of a bot token; wide on purpose, a time such as 12:30 is too short to match. */
const TOKEN_SHAPE = /\d{5,20}:[A-Za-z0-9_-]{20,}/g;
const MASK = '[secret]';
/** A shorter "secret" would blank half of every line. */
const LEAST_SECRET_LENGTH = 6;
/** Fields that are never printed, whoever passes them. */
const NEVER = ['token', 'secret', 'apiKey', 'passphrase', 'authorization', 'password', 'masterKeys', 'text'];
/** Stack frames kept of an error: enough to find the place. */
const FRAMES = 6;
/** A kind or code is a short word or number; anything longer may be a sentence with a value in it. */
const SHORT_WORD = /^[A-Za-z0-9_.-]{1,64}$/;

export interface Scrubber {
  /** From now on the text is masked wherever it stands in a line. */
  readonly register: (secret: string) => void;
  readonly scrub: (line: string) => string;
}

/** Masks registered secrets, as they are and as they look inside JSON or an address. */
export function createScrubber(): Scrubber {
  const secrets = new Set<string>();
  return {
    register: (secret) => {
      if (secret.length < LEAST_SECRET_LENGTH) return;
      secrets.add(secret);
      secrets.add(JSON.stringify(secret).slice(1, -1));
      secrets.add(encodeURIComponent(secret));
    },
    scrub: (line) => {
      let clean = line.replace(TOKEN_SHAPE, MASK);
      for (const secret of secrets) clean = clean.replaceAll(secret, MASK);
      return clean;
    },
  };
}

export interface ErrorFacts {
  readonly name: string;
  readonly kind?: string;
  readonly code?: string | number;
  /** Places in the code, innermost first; never the message. */
  readonly at?: readonly string[];
  readonly cause?: ErrorFacts;
}

/**
 * What may be said of an error: its name, kind, code and place. Messages are left out: libraries put addresses,
 * parameters and payloads into them.
 */
export function describeError(error: unknown, depth = 0): ErrorFacts {
  if (typeof error !== 'object' || error === null) return { name: typeof error };
  const name = shortWord('name' in error ? error.name : undefined) ?? 'Error';
  const kind = shortWord('kind' in error ? error.kind : undefined);
  const code = shortWord('code' in error ? error.code : undefined);
  const at = 'stack' in error && typeof error.stack === 'string' ? framesOf(error.stack) : [];
  // Libraries keep the cause under `cause` (standard) or `error` (grammY).
  const inner = 'cause' in error ? error.cause : 'error' in error ? error.error : undefined;
  return {
    name: String(name),
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(code === undefined ? {} : { code }),
    ...(at.length > 0 ? { at } : {}),
    ...(typeof inner === 'object' && inner !== null && depth < 3
      ? { cause: describeError(inner, depth + 1) }
      : {}),
  };
}

function shortWord(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && SHORT_WORD.test(value) ? value : undefined;
}

function framesOf(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at \S.*:\d+:\d+\)?$/.test(line))
    .slice(0, FRAMES)
    .map((line) =>
      line
        .trim()
        .slice(3)
        .replace(/file:\/\/\S*?\/(src|node_modules)\//, '$1/'),
    );
}

export interface LogDeps {
  /** A pino level. */
  readonly level: string;
  readonly scrubber: Scrubber;
  /** Takes finished lines; standard output by default. */
  readonly write?: (line: string) => void;
}

/** The log over pino. Errors anywhere among the fields are described, not printed. */
export function createLog({ level, scrubber, write }: LogDeps): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: [...NEVER, ...NEVER.map((name) => `*.${name}`)], censor: MASK },
    hooks: { streamWrite: scrubber.scrub },
  };
  // Written synchronously: the last line before an exit is the one that matters.
  const logger = pino(options, write === undefined ? pino.destination({ fd: 1, sync: true }) : { write });
  return {
    info: (event, fields) => logger.info(described(fields), event),
    warn: (event, fields) => logger.warn(described(fields), event),
    error: (event, fields) => logger.error(described(fields), event),
  };
}

function described(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? describeError(value) : value,
    ]),
  );
}
