// The faults the simulated exchange can play, as checked data; and which request each one meets.
// Here is no playing: see play-fault.
import { z } from 'zod';
import { amountOf } from '../../domain/money.ts';
import { accountSettingsSchema, amountSchema } from './control-schema.ts';

/** How a wait is told: see `Retry-After` on the exchange's pages, which contradict each other. */
const retryAfterForm = z.enum(['none', 'seconds', 'unix-seconds', 'unix-ms', 'http-date']);
export type RetryAfterForm = z.infer<typeof retryAfterForm>;

/** Whether the request does its work although the client sees the fault. */
const executed = z.boolean().default(false);
const delayMs = z.number().min(0).max(86_400_000);
const insertedDeposit = {
  productId: z.string().default('OPENUSDT0001'),
  amount: amountSchema.default(amountOf('1')),
};

const playSchema = z.discriminatedUnion('kind', [
  /** An error status with a JSON shape, a page or nothing; 429 with any form of Retry-After. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    shape: z.enum(['A', 'B', 'C', 'html', 'empty']).default('A'),
    code: z.int().default(-1),
    retryAfter: retryAfterForm.default('none'),
    waitMs: z.number().min(0).default(1_000),
    executed,
  }),
  z.strictObject({ kind: z.literal('success_false'), executed }),
  z.strictObject({ kind: z.literal('html200'), executed }),
  z.strictObject({ kind: z.literal('empty200'), executed }),
  /** The true answer breaks off in the middle. */
  z.strictObject({ kind: z.literal('half_body'), executed: z.boolean().default(true) }),
  /** The connection is reset before the request's body is read. */
  z.strictObject({ kind: z.literal('reset_before_body') }),
  /** The connection is reset when the request has been read, before any answer. */
  z.strictObject({ kind: z.literal('reset_after'), executed }),
  /** No answer ever comes. */
  z.strictObject({ kind: z.literal('hang'), executed }),
  /** Executed at once, answered late (real time). */
  z.strictObject({ kind: z.literal('slow'), delayMs }),
  /** Answered now, executed later. */
  z.strictObject({
    kind: z.literal('late'),
    delayMs,
    clock: z.enum(['real', 'sim']).default('real'),
    answer: z.union([z.literal('lost'), z.literal('hang'), z.int().min(400).max(599)]).default(503),
  }),
  /** A proxy sends the request twice; the second is refused for its nonce. */
  z.strictObject({ kind: z.literal('duplicated'), answer: z.enum(['first', 'second']).default('second') }),
  /** Answers that make some clients send the request again by themselves. */
  z.strictObject({
    kind: z.literal('resend'),
    status: z.union([z.literal(421), z.literal(307)]),
    executed,
  }),
  /** The key is refused. */
  z.strictObject({
    kind: z.literal('key_revoked'),
    status: z.union([z.literal(401), z.literal(403), z.literal(451)]).default(401),
  }),
  /** A breach of the limits: 1 s, then 5 min, then 15 min of 429. */
  z.strictObject({ kind: z.literal('limit_ladder'), retryAfter: retryAfterForm.default('seconds') }),
  /** The site deposits just before this request is served: meant for the second page of history. */
  z.strictObject({ kind: z.literal('row_while_paging'), ...insertedDeposit }),
  /** The site repeats the deposit of this request in the same millisecond. */
  z.strictObject({ kind: z.literal('equal_rows') }),
  /** All orders of the account are gone just before this request is served. */
  z.strictObject({ kind: z.literal('order_gone') }),
  /** This one request sees the account with other settings: history late, bare, turned round, numbers as text. */
  z.strictObject({ kind: z.literal('presented'), settings: accountSettingsSchema }),
]);

const matchSchema = z
  .strictObject({
    method: z.enum(['GET', 'POST']),
    /** The end of the path, e.g. `/invest/deposit`. */
    path: z.string(),
    apiKey: z.string(),
    /** Only deposit and redeem. */
    money: z.boolean(),
  })
  .partial();

const scheduleSchema = z.strictObject({
  match: matchSchema.default({}),
  /** Requests that match and pass before the fault plays. */
  skip: z.int().nonnegative().default(0),
  /** How many requests it meets; null until it is cleared. */
  times: z.int().positive().nullable().default(1),
});

const schedule = new Set(Object.keys(scheduleSchema.shape));

/** A scripted fault: what it plays and whom it meets, in one flat object. */
export const faultSchema = z.record(z.string(), z.unknown()).transform((input, context) => {
  const when = Object.entries(input).filter(([key]) => schedule.has(key));
  const what = Object.entries(input).filter(([key]) => !schedule.has(key));
  const scheduled = scheduleSchema.safeParse(Object.fromEntries(when));
  const play = playSchema.safeParse(Object.fromEntries(what));
  if (scheduled.success && play.success) return { ...scheduled.data, play: play.data };
  for (const issue of [...(scheduled.error?.issues ?? []), ...(play.error?.issues ?? [])]) {
    context.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] });
  }
  return z.NEVER;
});

export type FaultPlay = z.infer<typeof playSchema>;
export type FaultMatch = z.infer<typeof matchSchema>;
export type Fault = z.output<typeof faultSchema>;
/** What a script writes: `{ kind: 'reset_after', executed: true, match: { money: true } }`. */
export type FaultInput = z.input<typeof playSchema> & Partial<z.input<typeof scheduleSchema>>;

export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly apiKey: string | undefined;
}

export function isMoneyCall({ method, path }: FaultTarget): boolean {
  return method === 'POST' && /\/invest\/(?:deposit|redeem)$/.test(path);
}

export function meets(match: FaultMatch, call: FaultTarget): boolean {
  if (match.method !== undefined && match.method !== call.method) return false;
  if (match.path !== undefined && !call.path.endsWith(match.path)) return false;
  if (match.apiKey !== undefined && match.apiKey !== call.apiKey) return false;
  return match.money === undefined || match.money === isMoneyCall(call);
}
