// Tells Telegram how updates are to come, and what the bot calls itself: menu and descriptions by language. All of it
// may be told again at every start; pending updates are kept.
import type { Log } from '../app/ports.ts';
import type { Language } from '../app/store.ts';
import { commandsFor } from '../bot/commands.ts';
import { CATALOGUES } from '../bot/locales/catalogue.ts';
import type { TelegramCall } from '../bot/telegram-call.ts';
import type { Config } from '../config.ts';
import { WEBHOOK_PATH } from '../http/webhook.ts';
import { ALLOWED_UPDATES } from '../jobs/intake.ts';
import { backOffMs, type Sleep } from '../jobs/sleep.ts';

const AGAIN_FIRST_MS = 1_000;
const AGAIN_MOST_MS = 60_000;
/** Telegram's limits, characters. */
const DESCRIPTION_MAX = 512;
const SHORT_DESCRIPTION_MAX = 120;

/** Telegram knows two-letter codes only: who chose 繁體 gets the menu of their own chat from the bot. */
const TOLD: readonly { readonly language: Language; readonly code: string | undefined }[] = [
  { language: 'en', code: undefined },
  { language: 'zh-hans', code: 'zh' },
];

export interface SetupDeps {
  readonly call: TelegramCall;
  readonly updates: Config['updates'];
  readonly sleep: Sleep;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** Repeats until Telegram takes it or stopping: without it no updates come. */
export async function setUpUpdates({ call, updates, sleep, stopping, log }: SetupDeps): Promise<void> {
  for (let tries = 1; !stopping.aborted; tries += 1) {
    const answer = await (updates.kind === 'polling'
      ? call('deleteWebhook', { drop_pending_updates: false }, { signal: stopping })
      : call('setWebhook', webhookOf(updates), { signal: stopping }));
    if (answer.kind === 'ok') return;
    log.warn('start.updates_not_set_up', {
      kind: updates.kind,
      tries,
      ...(answer.kind === 'refused'
        ? { status: answer.status, why: answer.description }
        : { code: answer.code }),
    });
    const waitMs = backOffMs(tries, AGAIN_FIRST_MS, AGAIN_MOST_MS);
    const askedMs = answer.kind === 'refused' ? (answer.retryAfterMs ?? 0) : 0;
    await sleep(Math.max(waitMs, askedMs), stopping);
  }
}

function webhookOf({ publicUrl, secret }: Extract<Config['updates'], { kind: 'webhook' }>) {
  return {
    url: `${publicUrl}${WEBHOOK_PATH}`,
    secret_token: secret.reveal(),
    allowed_updates: ALLOWED_UPDATES,
    drop_pending_updates: false,
  };
}

/** Best effort, once: a bot without its menu works all the same. */
export async function setUpProfile({ call, stopping, log }: SetupDeps): Promise<void> {
  for (const { language, code } of TOLD) {
    const { start } = CATALOGUES[language];
    const scope = code === undefined ? {} : { language_code: code };
    const description = `${start.what}\n\n${start.unofficial}\n${start.cannotWithdraw}`;
    const told = [
      await call('setMyCommands', { commands: commandsFor(language), ...scope }, { signal: stopping }),
      await call(
        'setMyDescription',
        { description: description.slice(0, DESCRIPTION_MAX), ...scope },
        { signal: stopping },
      ),
      await call(
        'setMyShortDescription',
        { short_description: start.what.slice(0, SHORT_DESCRIPTION_MAX), ...scope },
        { signal: stopping },
      ),
    ];
    const refused = told.find((answer) => answer.kind !== 'ok');
    if (refused !== undefined && !stopping.aborted)
      log.warn('start.profile_not_set', { language, kind: refused.kind });
  }
}
