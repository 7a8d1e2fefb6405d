// What a script may send to the control, checked: amounts, site actions, settings, faults and switches.
// One schema a thing; the types come from here.
import { z } from 'zod';
import { type Amount, parseAmount } from '../../domain/money.ts';

/** Decimal text; a JSON integer is accepted too. */
export const amountSchema = z.union([z.string(), z.int()]).transform((value, context): Amount => {
  const amount = parseAmount(String(value));
  if (amount !== undefined) return amount;
  context.addIssue({ code: 'custom', message: 'not a decimal amount' });
  return z.NEVER;
});

const orderId = z.int().nonnegative();
/** No simulated wait is longer than a year. */
const waitMs = z
  .number()
  .min(0)
  .max(366 * 86_400_000);

export const siteActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('deposit'),
    productId: z.string(),
    amount: amountSchema,
    days: z.int().positive().optional(),
    renew: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('redeem'), orderId, amount: amountSchema.optional() }),
  z.strictObject({ kind: z.literal('renew'), orderId, autoRenew: z.boolean() }),
  z.strictObject({ kind: z.literal('close'), orderId }),
]);

export const accountSettingsSchema = z.strictObject({
  interestEarned: z.enum(['total', 'last']).exactOptional(),
  mergeFlex: z.boolean().exactOptional(),
  renewalKeepsId: z.boolean().exactOptional(),
  redemptionDelayMs: waitMs.exactOptional(),
  redemptionStuck: z.boolean().exactOptional(),
  historyOrder: z.enum(['newest-first', 'oldest-first']).exactOptional(),
  historyShape: z.enum(['envelope', 'bare']).exactOptional(),
  historyLateMs: waitMs.exactOptional(),
  redemptionRowLateMs: waitMs.exactOptional(),
  interestRows: z.boolean().exactOptional(),
  rowsTellInterest: z.boolean().exactOptional(),
  numbersAsText: z.boolean().exactOptional(),
  historyRowsMax: z.int().positive().exactOptional(),
  effectsMax: z.int().positive().exactOptional(),
});

export const serverSettingsSchema = z.strictObject({
  nonceWindowMs: waitMs.exactOptional(),
  missingPermissionStatus: z.union([z.literal(401), z.literal(403)]).exactOptional(),
  productsPublic: z.boolean().exactOptional(),
  refusalShape: z.enum(['A', 'B', 'C', 'D']).exactOptional(),
  requestsPerSecondMax: z.int().nonnegative().exactOptional(),
});

export const permissionsSchema = z.strictObject({
  read: z.boolean(),
  wallet: z.boolean(),
  trading: z.boolean(),
});

export const balancesSchema = z.record(z.string().regex(/^[A-Z0-9]{2,12}$/), amountSchema);

export const newAccountSchema = z
  .strictObject({
    balances: balancesSchema,
    permissions: permissionsSchema,
    settings: accountSettingsSchema,
    /** A second key of this account. */
    keyOf: z.string(),
    firstOrderId: z.int().positive(),
  })
  .partial();
