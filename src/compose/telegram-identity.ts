// Who the bot is on Telegram: asked once and stored, so that a start does not depend on Telegram being reachable.
import type { UserFromGetMe } from 'grammy/types';
import { z } from 'zod';
import type { Log } from '../app/ports.ts';
import type { MetaStore } from '../app/store.ts';
import type { TelegramCall } from '../bot/telegram-call.ts';
import { backOffMs, type Sleep } from '../jobs/sleep.ts';
import { StartProblem } from './start-problem.ts';

const AGAIN_FIRST_MS = 1_000;
const AGAIN_MOST_MS = 30_000;

const botInfo = z.looseObject({
  id: z.number(),
  is_bot: z.literal(true),
  first_name: z.string(),
  username: z.string().min(1),
});

export interface IdentityDeps {
  readonly call: TelegramCall;
  readonly meta: MetaStore;
  /** The number before the colon of the token. */
  readonly botId: number;
  readonly sleep: Sleep;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/**
 * The stored identity, else Telegram's answer, asked for until it comes. Undefined when stopping came first. Throws
 * StartProblem when Telegram refuses the token.
 */
export async function learnIdentity(deps: IdentityDeps): Promise<UserFromGetMe | undefined> {
  const { meta, botId, stopping, log } = deps;
  const stored = parse(await meta.get(keyOf(botId)));
  if (stored !== undefined) return stored;
  for (let tries = 1; !stopping.aborted; tries += 1) {
    const told = await askIdentity(deps);
    if (told !== undefined) return told;
    if (!stopping.aborted) log.warn('start.telegram_unreachable', { tries });
    await deps.sleep(backOffMs(tries, AGAIN_FIRST_MS, AGAIN_MOST_MS), stopping);
  }
  return undefined;
}

/** Asks once and stores what Telegram says, for the next start: names may change. */
export async function askIdentity({
  call,
  meta,
  botId,
  stopping,
}: IdentityDeps): Promise<UserFromGetMe | undefined> {
  const answer = await call('getMe', {}, { signal: stopping });
  if (answer.kind === 'refused' && (answer.status === 401 || answer.status === 404)) {
    throw new StartProblem([
      'Telegram does not accept BOT_TOKEN. Ask @BotFather for the current one (/token).',
    ]);
  }
  if (answer.kind !== 'ok') return undefined;
  const told = botInfo.safeParse(answer.result);
  if (!told.success || told.data.id !== botId) return undefined;
  await meta.set(keyOf(botId), JSON.stringify(answer.result));
  return asBotInfo(told.data);
}

const keyOf = (botId: number): string => `bot_info:${botId}`;

function parse(stored: string | undefined): UserFromGetMe | undefined {
  if (stored === undefined) return undefined;
  try {
    const parsed = botInfo.safeParse(JSON.parse(stored));
    return parsed.success ? asBotInfo(parsed.data) : undefined;
  } catch {
    return undefined;
  }
}

/** Members that an older Bot API server leaves out are what they are by default. */
function asBotInfo(told: z.infer<typeof botInfo>): UserFromGetMe {
  return {
    can_join_groups: true,
    can_read_all_group_messages: false,
    can_manage_bots: false,
    supports_inline_queries: false,
    supports_guest_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    supports_join_request_queries: false,
    ...told,
  };
}
