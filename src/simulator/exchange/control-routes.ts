// The control over HTTP, for the demo panel and for tests in another process. It is open to whoever reaches the
// port, so the simulator listens on the loopback address; bodies must be JSON, which no foreign page can send unasked.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { ExchangeControl } from './control.ts';
import {
  accountSettingsSchema,
  amountSchema,
  balancesSchema,
  newAccountSchema,
  permissionsSchema,
  serverSettingsSchema,
  siteActionSchema,
} from './control-schema.ts';
import { type FaultInput, faultSchema } from './fault.ts';
import { SWITCHES } from './switches.ts';

const clockSchema = z
  .strictObject({ speed: z.number(), jumpMs: z.number(), touchMs: z.number().min(0), skewMs: z.number() })
  .partial();
const settingsSchema = accountSettingsSchema.extend(serverSettingsSchema.shape);
const switchesSchema = z.partialRecord(z.enum(SWITCHES), z.boolean());
const rateSchema = z.strictObject({ productId: z.string(), days: z.int().positive(), rate: amountSchema });
/** Any object: faultSchema has looked at it, the control looks again when it adds it. */
const faultInputSchema = z.custom<FaultInput>(
  (value) => faultSchema.safeParse(value).success,
  'not a known fault',
);

/** Free practice accounts that one exchange gives over HTTP: beyond it somebody is playing with the door. */
const PRACTICE_ACCOUNTS_MAX = 10_000;

async function bodyOf<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  if (!(c.req.header('content-type') ?? '').startsWith('application/json')) {
    throw new RangeError('Send JSON with content-type application/json.');
  }
  const text = await c.req.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return schema.parse(parsed);
}

/** Why a control request was not understood, in a line; anything else is a bug and goes up. */
export function controlProblem(error: unknown): string | undefined {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof RangeError) return error.message;
  return error instanceof SyntaxError ? 'The body is not JSON.' : undefined;
}

export function createControlRoutes(control: ExchangeControl): Hono {
  const app = new Hono();
  app.get('/sim/clock', (c) => c.json(clockView(control)));
  app.post('/control/clock', async (c) => {
    const asked = await bodyOf(c, clockSchema);
    if (asked.speed !== undefined) control.clock.setSpeed(asked.speed);
    if (asked.jumpMs !== undefined) control.clock.jump(asked.jumpMs);
    if (asked.touchMs !== undefined) control.clock.touch(asked.touchMs);
    if (asked.skewMs !== undefined) control.setSkew(asked.skewMs);
    return c.json(clockView(control));
  });
  app.get('/control/ledger', async (c) => c.json(await control.ledger()));
  app.get('/control/interest', async (c) => c.json(await control.interestPaid()));
  app.get('/control/faults', (c) => c.json(control.faults()));
  app.post('/control/faults', async (c) =>
    c.json({ id: control.addFault(await bodyOf(c, faultInputSchema)) }),
  );
  app.delete('/control/faults', (c) => {
    control.clearFaults();
    return c.json(control.faults());
  });
  app.delete('/control/faults/:id', (c) => {
    control.clearFaults(Number(c.req.param('id')));
    return c.json(control.faults());
  });
  app.get('/control/switches', (c) => c.json(control.switches()));
  app.post('/control/switches', async (c) => {
    const asked = await bodyOf(c, switchesSchema);
    for (const name of SWITCHES) {
      const on = asked[name];
      if (on !== undefined) control.setSwitch(name, on);
    }
    return c.json(control.switches());
  });
  app.get('/control/settings', (c) => c.json(control.settings()));
  app.post('/control/settings', async (c) => {
    await control.setSettings(await bodyOf(c, settingsSchema));
    return c.json(control.settings());
  });
  app.post('/control/rates', async (c) => {
    const { productId, days, rate } = await bodyOf(c, rateSchema);
    control.setRate(productId, days, rate);
    return c.json({ done: true });
  });
  app.route('/', accountRoutes(control));
  return app;
}

function clockView(control: ExchangeControl) {
  return control.clock.state();
}

function accountRoutes(control: ExchangeControl): Hono {
  const app = new Hono();
  app.post('/practice/accounts', async (c) => {
    if ((await control.count()) >= PRACTICE_ACCOUNTS_MAX) {
      return c.json({ problem: 'No more practice accounts today.' }, 429);
    }
    return c.json(await control.createAccount());
  });
  app.get('/control/accounts', async (c) => c.json(await control.accounts()));
  app.post('/control/accounts', async (c) =>
    c.json(await control.createAccount(await bodyOf(c, newAccountSchema))),
  );
  app.post('/control/accounts/:key/balances', async (c) => {
    await control.setBalances(c.req.param('key'), await bodyOf(c, balancesSchema));
    return c.json({ done: true });
  });
  app.post('/control/accounts/:key/permissions', async (c) => {
    await control.setPermissions(c.req.param('key'), await bodyOf(c, permissionsSchema));
    return c.json({ done: true });
  });
  app.post('/control/accounts/:key/settings', async (c) => {
    await control.setAccountSettings(await bodyOf(c, accountSettingsSchema), c.req.param('key'));
    return c.json({ done: true });
  });
  app.post('/control/accounts/:key/site', async (c) => {
    const moved = await control.site(c.req.param('key'), await bodyOf(c, siteActionSchema));
    return moved.ok ? c.json({ orders: moved.value.orders }) : c.json({ problem: moved.reason.message }, 400);
  });
  return app;
}
