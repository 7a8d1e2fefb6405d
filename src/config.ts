// The settings: one schema over every variable, read once at start. The only file that reads process.env.
// All problems are listed at once, and none of them quotes a value that may be a secret.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AppSettings } from './app/app.ts';
import { NO_TOKEN, type Settings, schema } from './config-schema.ts';
import { createSecret, type Secret } from './secret.ts';
import { parseMasterKeys } from './vault.ts';

export type Environ = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly botToken: Secret;
  /** Without a trailing slash. */
  readonly telegramApiRoot: string;
  /** Undefined: embedded PGlite in `dataDir`. */
  readonly databaseUrl: Secret | undefined;
  readonly dataDir: string;
  /** Undefined only when embedded: then the keys are made and kept in `dataDir`. */
  readonly masterKeys: Secret | undefined;
  readonly exchange: {
    /** Base with `/spot`, without a trailing slash. */
    readonly liveUrl: string;
    readonly testnetUrl: string;
    /** Undefined: the simulator in this process. */
    readonly practiceUrl: string | undefined;
    readonly apiVersion: 'v3.2' | 'v3.3';
    /** All accounts and instances together, requests a second. */
    readonly maxRps: number;
  };
  readonly app: AppSettings;
  readonly updates:
    | { readonly kind: 'polling' }
    | { readonly kind: 'webhook'; readonly publicUrl: string; readonly secret: Secret };
  readonly publicUrl: string | undefined;
  /** Undefined: no http server. */
  readonly http: { readonly host: string; readonly port: number } | undefined;
  readonly logLevel: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const NO_MASTER_KEYS =
  "MASTER_KEYS is required with DATABASE_URL. Make one with: node -p \"'MASTER_KEYS=k1:' + require('node:crypto').randomBytes(32).toString('base64url')\"";

/** Longest a read in a chat may take (journeys: bounds). */
const READ_TIMEOUT_MS = 8_000;
/** Variables that may also be given as the path of a file, as container secrets are. */
const FILE_VARIABLES = ['BOT_TOKEN', 'MASTER_KEYS', 'DATABASE_URL', 'WEBHOOK_SECRET'] as const;
/** Reads `.env` of the working directory when there is one, then the environment, which wins. */
export function loadConfig(): ConfigResult {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) return { ok: false, problems: ['.env is there but cannot be read.'] };
  }
  return parseConfig(process.env, (path) => readFileSync(path, 'utf8'));
}

/** What a child process needs of the environment to run at all; none of the bot's own settings. */
const INHERITED = ['PATH', 'HOME', 'TZ', 'LANG'];

/** All that the demo takes from the environment: where its data is kept, and {@link INHERITED} for the bot's process. */
export function demoSettings(): {
  readonly dataDir: string;
  readonly inherited: Readonly<Record<string, string>>;
} {
  const inherited = INHERITED.flatMap((name) => {
    const text = process.env[name];
    return text === undefined ? [] : [[name, text] as const];
  });
  return { dataDir: resolve(process.env.DATA_DIR || './data'), inherited: Object.fromEntries(inherited) };
}

/**
 * Judges every variable and lists all problems at once.
 * @param readFile text of the file that an `X_FILE` variable names; throws when it cannot
 */
export function parseConfig(environ: Environ, readFile: (path: string) => string): ConfigResult {
  const { given, problems } = withFiles(environ, readFile);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => worded(String(issue.path[0]), issue.message)));
  }
  if (given.MASTER_KEYS !== undefined) problems.push(...problemsOfKeys(given.MASTER_KEYS));
  problems.push(...missingTogether(given));
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: configFrom(parsed.data) };
}

function worded(name: string, message: string): string {
  return message === NO_TOKEN ? message : `${name} ${message}.`;
}

/** Empty means not set, as in `PORT=`; a file's text is taken without the newline at its end. */
function withFiles(environ: Environ, readFile: (path: string) => string) {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const [name, text] of Object.entries(environ)) {
    if (text !== undefined && text.trim() !== '') given[name] = text.trim();
  }
  for (const name of FILE_VARIABLES) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    if (given[name] !== undefined) {
      problems.push(`${name} and ${name}_FILE are both set: keep one.`);
      continue;
    }
    try {
      given[name] = readFile(path).trim();
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read.`);
    }
  }
  return { given, problems };
}

/** Judged with everything else, though only the vault uses them. */
function problemsOfKeys(text: string): readonly string[] {
  const parsed = parseMasterKeys(text);
  return parsed.ok ? [] : parsed.problems;
}

/** What must be set because something else is. */
function missingTogether(given: Readonly<Record<string, string>>): readonly string[] {
  const problems: string[] = [];
  if (given.DATABASE_URL !== undefined && given.MASTER_KEYS === undefined) problems.push(NO_MASTER_KEYS);
  if (given.UPDATES === 'webhook') {
    for (const name of ['PUBLIC_URL', 'PORT', 'WEBHOOK_SECRET']) {
      if (given[name] === undefined) problems.push(`${name} is required with UPDATES=webhook.`);
    }
  }
  return problems;
}

function configFrom(settings: Settings): Config {
  return {
    botToken: createSecret(settings.BOT_TOKEN),
    telegramApiRoot: settings.TELEGRAM_API_ROOT,
    databaseUrl: optionalSecret(settings.DATABASE_URL),
    dataDir: settings.DATA_DIR,
    masterKeys: optionalSecret(settings.MASTER_KEYS),
    exchange: {
      liveUrl: settings.BTSE_LIVE_URL,
      testnetUrl: settings.BTSE_TESTNET_URL,
      practiceUrl: settings.BTSE_PRACTICE_URL,
      apiVersion: settings.BTSE_API_VERSION,
      maxRps: settings.BTSE_MAX_RPS,
    },
    app: {
      payoutGraceMs: settings.PAYOUT_GRACE_SECONDS * 1_000,
      reconcileWaitMs: settings.RECONCILE_WAIT_SECONDS * 1_000,
      access: settings.ACCESS,
      allowedIds: settings.ALLOWED_IDS,
      ownerIds: settings.OWNER_IDS,
      readTimeoutMs: READ_TIMEOUT_MS,
      maxRps: settings.BTSE_MAX_RPS,
    },
    updates: updatesFrom(settings),
    publicUrl: settings.PUBLIC_URL,
    http: settings.PORT === undefined ? undefined : { host: settings.HOST, port: settings.PORT },
    logLevel: settings.LOG_LEVEL,
  };
}

function updatesFrom(settings: Settings): Config['updates'] {
  const { UPDATES, PUBLIC_URL, WEBHOOK_SECRET } = settings;
  if (UPDATES !== 'webhook' || PUBLIC_URL === undefined || WEBHOOK_SECRET === undefined)
    return { kind: 'polling' };
  return { kind: 'webhook', publicUrl: PUBLIC_URL, secret: createSecret(WEBHOOK_SECRET) };
}

function optionalSecret(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : createSecret(text);
}
