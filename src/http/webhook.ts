// Takes updates that Telegram posts. The secret is compared before the body is read; 200 only after the update is
// committed, so that Telegram posts it again otherwise. Handles no update.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../app/ports.ts';

export const WEBHOOK_PATH = '/telegram/webhook';
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const BODY_MAX_BYTES = 1024 * 1024;

export interface WebhookDeps {
  readonly secret: string;
  /** Resolves once the updates are committed. */
  readonly accept: (updates: readonly unknown[]) => Promise<number>;
  readonly log: Log;
}

export function createWebhookRoutes({ secret, accept, log }: WebhookDeps): Hono {
  const expected = digest(secret);
  const app = new Hono();
  app.use(WEBHOOK_PATH, async (context, next) => {
    // Digests have one length, so the comparison tells nothing about the secret's own.
    const given = digest(context.req.header(SECRET_HEADER) ?? '');
    if (!timingSafeEqual(given, expected)) return context.text('Unauthorized', 401);
    return next();
  });
  app.use(
    WEBHOOK_PATH,
    bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (context) => context.text('Too large', 413) }),
  );
  app.post(WEBHOOK_PATH, async (context) => {
    let update: unknown;
    try {
      update = JSON.parse(await context.req.text());
    } catch {
      return context.text('Not JSON', 400);
    }
    try {
      await accept([update]);
    } catch (error) {
      log.warn('webhook.not_stored', { error });
      return context.text('Try again', 503);
    }
    return context.json({ ok: true });
  });
  return app;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
