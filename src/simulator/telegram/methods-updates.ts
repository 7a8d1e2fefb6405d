// Methods about how updates reach the bot: getUpdates, the webhook, and files it is told of.
import { ok } from '../../domain/result.ts';
import type { MethodTable } from './method.ts';
import { flagOf, integerOf, type MethodCall, textOf, textsOf } from './params.ts';
import type { Polling } from './polling.ts';
import { badRequest, type Reply } from './refusal.ts';
import type { Webhook } from './webhook.ts';
import type { World } from './world.ts';

/** Documented: 1-256 of these characters. */
const SECRET_TOKEN = /^[A-Za-z0-9_-]{1,256}$/;
const CONNECTIONS_DEFAULT = 40;

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Telegram asks for https; plain http is taken here only on the loopback, where tests run. */
function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

function setWebhook(call: MethodCall, polling: Polling, webhook: Webhook): Reply {
  const url = textOf(call, 'url') ?? '';
  if (url !== '' && !isWebhookUrl(url)) {
    return badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  const secretToken = textOf(call, 'secret_token') ?? '';
  if (secretToken !== '' && !SECRET_TOKEN.test(secretToken)) {
    return badRequest('secret token contains unallowed characters');
  }
  if (url !== '') polling.interrupt('terminated by setWebhook request');
  webhook.set({
    url,
    secretToken,
    maxConnections: integerOf(call, 'max_connections') ?? CONNECTIONS_DEFAULT,
    dropPending: flagOf(call, 'drop_pending_updates'),
    allowedUpdates: textsOf(call, 'allowed_updates'),
  });
  return ok(true);
}

export function createUpdateMethods(world: World, polling: Polling, webhook: Webhook): MethodTable {
  return {
    getUpdates: (call) =>
      polling.poll(
        {
          offset: integerOf(call, 'offset') ?? 0,
          limit: integerOf(call, 'limit') ?? 100,
          timeoutSeconds: integerOf(call, 'timeout') ?? 0,
          allowedUpdates: textsOf(call, 'allowed_updates'),
        },
        call.signal,
      ),
    setWebhook: (call) => setWebhook(call, polling, webhook),
    deleteWebhook(call) {
      webhook.set({
        url: '',
        secretToken: '',
        maxConnections: CONNECTIONS_DEFAULT,
        dropPending: flagOf(call, 'drop_pending_updates'),
        allowedUpdates: undefined,
      });
      return ok(true);
    },
    getWebhookInfo: () => ok(webhook.info()),
    getFile(call) {
      const file = world.memory.files.get(textOf(call, 'file_id') ?? '');
      if (file === undefined) return badRequest('invalid file_id');
      return ok({
        file_id: file.fileId,
        file_unique_id: file.uniqueId,
        file_size: file.size,
        file_path: file.path,
      });
    },
  };
}
