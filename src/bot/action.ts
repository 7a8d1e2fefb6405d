// What a button can do, as one checked union. Stored beside the message; read back through the schema only.
import { z } from 'zod';
import type { Button, StoredAction } from '../app/ports.ts';

const page = z.int().min(1).max(100_000);
const text = z.string().min(1).max(200);
const environment = z.enum(['live', 'testnet', 'practice']);
const language = z.enum(['en', 'zh-hans', 'zh-hant']);

/** What a list is opened for: to look, or to pick something to act on. */
const purpose = z.enum(['look', 'act']);

const productFilter = { purpose, coin: text.optional(), type: text.optional() };
const historyFilter = { coin: text.optional(), txnType: text.optional() };

/** A place in the exchange's own record. */
const place = z.object({ page, skip: z.int().min(0).max(1_000_000) });

/** Pages of a filtered history that [‹ Previous] leads back over. */
export const HISTORY_TRAIL_MAX = 40;

const history = z.object({
  name: z.literal('history'),
  page,
  ...historyFilter,
  /** Where a filtered page begins, and where those before it began. */
  from: place.optional(),
  before: z.array(place).max(HISTORY_TRAIL_MAX).optional(),
});

const screen = z.discriminatedUnion('name', [
  z.object({ name: z.literal('home') }),
  z.object({ name: z.literal('products'), page, ...productFilter }),
  /** The choices of one filter, page by page; the other one stays as it is. */
  z.object({ name: z.literal('product_filter'), by: z.enum(['coin', 'type']), page, ...productFilter }),
  z.object({ name: z.literal('product'), productId: text }),
  z.object({ name: z.literal('orders'), page, purpose: z.enum(['look', 'redeem', 'renew']) }),
  z.object({ name: z.literal('order'), orderId: z.int() }),
  history,
  z.object({ name: z.literal('history_filter'), by: z.enum(['coin', 'kind']), page, ...historyFilter }),
  z.object({ name: z.literal('unsettled') }),
  z.object({ name: z.literal('operation'), operationId: text }),
  z.object({ name: z.literal('accounts') }),
  z.object({ name: z.literal('account'), accountId: text }),
  z.object({ name: z.literal('disconnect'), accountId: text }),
  z.object({ name: z.literal('replace_key'), into: text, from: text }),
  z.object({ name: z.literal('connect'), replaces: text.optional() }),
  z.object({ name: z.literal('connect_steps'), environment, replaces: text.optional() }),
  z.object({ name: z.literal('settings') }),
  z.object({ name: z.literal('languages') }),
  z.object({ name: z.literal('time_zones') }),
  z.object({ name: z.literal('status') }),
  z.object({ name: z.literal('help') }),
  z.object({ name: z.literal('privacy') }),
  z.object({ name: z.literal('practice') }),
  z.object({ name: z.literal('forget') }),
  z.object({ name: z.literal('forget_sure') }),
]);

const dialogInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('term'), days: z.int().min(0) }),
  z.object({ kind: z.literal('part'), part: z.enum(['min', '25', '50', '75', 'all']) }),
  z.object({ kind: z.literal('reading'), index: z.union([z.literal(0), z.literal(1)]) }),
  z.object({ kind: z.literal('renew'), renew: z.boolean() }),
  z.object({ kind: z.literal('back') }),
  z.object({ kind: z.literal('leave') }),
]);

const action = z.discriminatedUnion('kind', [
  /** Shows a screen. `fresh`: as a new message, because the one with the button is to stay (a push, a receipt). */
  z.object({ kind: z.literal('open'), screen, fresh: z.literal(true).optional() }),
  z.object({
    kind: z.literal('start_deposit'),
    productId: text,
    days: z.int().min(0).optional(),
    fresh: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('start_redeem'), orderId: z.int(), fresh: z.literal(true).optional() }),
  z.object({
    kind: z.literal('renew'),
    orderId: z.int(),
    autoRenew: z.boolean(),
    fresh: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('start_rename'), accountId: text }),
  z.object({
    kind: z.literal('start_time_zone'),
    /** Asked when it first mattered: where the person was going. */
    next: history.optional(),
  }),
  /** An answer inside a running dialog. */
  z.object({ kind: z.literal('dialog'), flowId: text, input: dialogInput }),
  z.object({ kind: z.literal('confirm'), operationId: text }),
  z.object({ kind: z.literal('cancel'), operationId: text }),
  /** The same move again: a new card with fresh facts. */
  z.object({ kind: z.literal('again'), operationId: text }),
  z.object({
    kind: z.literal('decide'),
    operationId: text,
    happened: z.boolean(),
    /** Which of the entries that were listed; they never change for this move. */
    entry: z.int().min(0).max(99).optional(),
  }),
  z.object({ kind: z.literal('set_language'), language }),
  z.object({
    kind: z.literal('set_time_zone'),
    timeZone: text,
    next: history.optional(),
  }),
  z.object({ kind: z.literal('set_hidden'), hidden: z.boolean() }),
  z.object({ kind: z.literal('switch_account'), accountId: text }),
  z.object({ kind: z.literal('disconnect_now'), accountId: text }),
  /** The account `into` goes on with the key of `from`. */
  z.object({ kind: z.literal('replace_key_now'), into: text, from: text }),
  z.object({ kind: z.literal('open_practice') }),
  z.object({ kind: z.literal('start_capture'), environment, replaces: text.optional() }),
  z.object({ kind: z.literal('stop_capture') }),
  z.object({ kind: z.literal('answer_access'), userId: z.int(), approved: z.boolean() }),
  z.object({ kind: z.literal('become_owner'), payload: text }),
  z.object({ kind: z.literal('set_paused'), paused: z.boolean() }),
  z.object({ kind: z.literal('forget_now') }),
]);

export type Action = z.infer<typeof action>;
export type Screen = z.infer<typeof screen>;
export type HistoryScreen = z.infer<typeof history>;
export type DialogChoice = z.infer<typeof dialogInput>;

/** Reads a stored action; undefined when an older version of the bot stored something else. */
export function parseAction(stored: StoredAction | undefined): Action | undefined {
  const parsed = action.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}

/** Longest label of a button: more is cut by clients. Characters. */
export const LABEL_MAX = 60;

/** A button that does something here. */
export function button(label: string, does: Action, style?: Button['style']): Button {
  return style === undefined ? { label, action: does } : { label, action: does, style };
}

/** A button that opens a screen in place of the message it stands under. */
export function opens(label: string, screenToOpen: Screen, style?: Button['style']): Button {
  return button(label, { kind: 'open', screen: screenToOpen }, style);
}

/** A button that opens a screen as a new message. */
export function opensNew(label: string, screenToOpen: Screen): Button {
  return button(label, { kind: 'open', screen: screenToOpen, fresh: true });
}
