// The schema of every setting: what a value must look like and its default. Reads nothing and knows no secret.
// Messages are completed by the variable's name ("PORT must be …") and never quote the value.
import { z } from 'zod';
import { databaseUrl } from './config-database-url.ts';

export const NO_TOKEN =
  'BOT_TOKEN is not set: ask @BotFather in Telegram for /newbot and put its token into .env, or try the bot without one: npm run demo';

/** As in log.ts. */
const TOKEN_SHAPE = /\d{5,20}:[A-Za-z0-9_-]{20,}/;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be a whole number from ${least} to ${most}`);

const idList = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''))
  .refine(
    (parts) => parts.every((part) => /^[1-9]\d{0,15}$/.test(part)),
    'must be numeric Telegram ids, comma-separated',
  )
  .transform((parts) => parts.map(Number));

/** `plain`: http is allowed anywhere; else only to this very machine. */
const address = (plain: 'http_allowed' | 'https_only') =>
  z
    .string()
    .refine(
      (text) => isAddress(text, plain),
      plain === 'https_only'
        ? 'must be an https address without user, query and token'
        : 'must be an http or https address without user, query and token',
    )
    .transform((text) => text.replace(/\/+$/, ''));

/**
 * Longest wait for "no trace", seconds. After 15 minutes the person decides; a longer wait, with the time that its
 * reads take, would never be over before that.
 */
export const RECONCILE_WAIT_MAX_S = 800;

/** Every variable with its default; a `default` here is the one `.env.example` shows. */
export const schema = z.object({
  BOT_TOKEN: z
    .string(NO_TOKEN)
    .regex(
      /^\d{1,20}:[A-Za-z0-9_-]{3,}$/,
      'does not look like a token of @BotFather (digits, a colon, letters)',
    ),
  TELEGRAM_API_ROOT: address('http_allowed').default('https://api.telegram.org'),
  DATABASE_URL: databaseUrl.optional(),
  DATA_DIR: z.string().default('./data'),
  MASTER_KEYS: z.string().optional(),
  BTSE_LIVE_URL: address('https_only').default('https://api.btse.com/spot'),
  BTSE_TESTNET_URL: address('https_only').default('https://testapi.btse.io/spot'),
  BTSE_PRACTICE_URL: address('http_allowed').optional(),
  BTSE_API_VERSION: z.enum(['v3.2', 'v3.3'], 'must be v3.2 or v3.3').default('v3.2'),
  BTSE_MAX_RPS: wholeNumber(1, 1_000).default(10),
  OWNER_IDS: idList.default([]),
  ACCESS: z.enum(['approve', 'list', 'open'], 'must be approve, list or open').default('approve'),
  ALLOWED_IDS: idList.default([]),
  UPDATES: z.enum(['polling', 'webhook'], 'must be polling or webhook').default('polling'),
  PUBLIC_URL: address('https_only').optional(),
  WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, 'must be 1 to 256 letters, digits, _ or -')
    .optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).optional(),
  PAYOUT_GRACE_SECONDS: wholeNumber(0, 86_400).default(60),
  RECONCILE_WAIT_SECONDS: wholeNumber(1, RECONCILE_WAIT_MAX_S).default(600),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
});

export type Settings = z.infer<typeof schema>;

/** Every variable that has a meaning, `X_FILE` forms aside. `.env.example` names each of them. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

/** A plain base address: no user, no query, no fragment. Not over the open network in clear where money is at stake. */
function isAddress(text: string, plain: 'http_allowed' | 'https_only'): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  // An address is logged and told; a token has a setting of its own.
  if (TOKEN_SHAPE.test(url.href)) return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && (plain === 'http_allowed' || LOOPBACK.includes(url.hostname));
}
