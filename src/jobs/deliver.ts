// Delivers one claimed notice: told at least once, and at most once but for marked repeats (P1, P2). Words nothing.
// The store gives one person's notices one after another, and only the holder of the sender's seat claims them.
import type { NoticeKind } from '../app/notice.ts';
import type { Clock, Log, Messenger, SendOutcome, View } from '../app/ports.ts';
import {
  type Claim,
  type Claimed,
  ClaimLost,
  type Notice,
  type SeatStore,
  type Store,
  type User,
} from '../app/store.ts';
import { keepTrying } from './keep-trying.ts';
import type { Pacer } from './pacer.ts';
import { backOffMs, type Sleep } from './sleep.ts';

const SEAT = 'sender';
/** At ten minutes apart about a week: then nobody waits for this message any more. */
const TRIES_MAX = 1_000;
const AGAIN_FIRST_MS = 1_000;
const AGAIN_MOST_MS = 600_000;
/** How often the outcome of a message that went out is offered to the database: about a quarter of an hour. */
const STORE_TRIES = 200;

/** The answer to a request, and what became of a move that the person confirmed while they might. */
const TOLD_TO_ALL: readonly NoticeKind[] = ['access_answered', 'receipt'];

export interface DeliverDeps {
  readonly store: Store;
  readonly messenger: Messenger;
  /** The wording; undefined when there is nothing to say any more. */
  readonly render: (notice: Notice, user: User) => Promise<View | undefined>;
  /** Whoever may not use the bot is told nothing but what `TOLD_TO_ALL` names. */
  readonly mayUse: (user: User) => boolean;
  /** Called when a notice stands in the chat, before that is recorded. `since`: not there before this moment. */
  readonly onShown?: (notice: Notice, messageId: number, since: number) => Promise<void>;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** Claims for the holder of the seat; none while Telegram asked everyone to wait. */
export function createNoticeClaim(deps: {
  readonly store: { readonly seats: SeatStore; readonly notices: Store['notices'] };
  readonly pacer: Pacer;
  readonly clock: Clock;
}): (limit: number) => Promise<readonly Claimed<Notice>[]> {
  return async (limit) => {
    const now = deps.clock.now();
    if (deps.pacer.blockedUntil() > now) return [];
    const seat = await deps.store.seats.hold(SEAT);
    return seat === undefined ? [] : deps.store.notices.claimDue(now, limit);
  };
}

/** Frees the sender's seat, so that another instance goes on at once. */
export async function leaveSenderSeat(seats: SeatStore): Promise<void> {
  const seat = await seats.hold(SEAT);
  if (seat !== undefined) await seats.release(SEAT, seat);
}

export function createNoticeRunner(deps: DeliverDeps): (claimed: Claimed<Notice>) => Promise<void> {
  const { store, messenger, pacer, clock, log } = deps;

  const tell = async (notice: Notice, view: View): Promise<SendOutcome> => {
    const { chatId, userId, silent, replyTo, editMessageId } = notice;
    if (editMessageId === undefined) return messenger.send(chatId, view, { userId, silent, replyTo });
    const edited = await messenger.edit(chatId, editMessageId, view, { userId });
    const gone = edited.kind === 'refused' && edited.gone;
    return gone ? messenger.send(chatId, view, { userId, silent, replyTo: editMessageId }) : edited;
  };

  const again = (notice: Notice, claim: Claim, waitMs: number, repeat: boolean): Promise<void> =>
    store.notices.retry(notice.id, claim, clock.now() + waitMs, repeat);

  /** Bytes went out and no answer came: once more, marked; after that the person is not bothered again. */
  const afterUnclear = (notice: Notice, claim: Claim): Promise<void> => {
    // An edit shows the same text twice to nobody.
    if (notice.editMessageId !== undefined) return again(notice, claim, waitAfter(notice), false);
    if (!notice.repeat) return again(notice, claim, AGAIN_FIRST_MS, true);
    log.warn('deliver.unclear_twice', { noticeId: notice.id, kind: notice.kind });
    return store.notices.drop(notice.id, claim, 'too_many_tries');
  };

  const record = async (notice: Notice, claim: Claim, outcome: SendOutcome, since: number): Promise<void> => {
    switch (outcome.kind) {
      case 'sent':
        await deps.onShown?.(notice, outcome.messageId, since);
        return store.notices.sent(notice.id, claim, outcome.messageId);
      case 'blocked':
        return switchOff(store, notice, claim);
      case 'retry_after':
        return again(notice, claim, outcome.waitMs, notice.repeat);
      case 'not_sent':
        return again(notice, claim, waitAfter(notice), notice.repeat);
      case 'unclear':
        return afterUnclear(notice, claim);
      case 'refused':
        log.error('deliver.refused', { noticeId: notice.id, kind: notice.kind, why: outcome.description });
        return store.notices.drop(notice.id, claim, 'refused');
    }
  };

  return async ({ row: notice, claim }) => {
    const view = await wording(deps, notice);
    if (typeof view === 'string') {
      log.info('deliver.dropped', { noticeId: notice.id, kind: notice.kind, why: view });
      return store.notices.drop(notice.id, claim, view);
    }
    // Stopping: the row stays ours until this instance is dead, then the next one tells it.
    if (!(await pacer.slot(notice.chatId, deps.stopping))) return;
    // Committed before the first byte: a crash after this is known to be an unclear send.
    await store.notices.sending(notice.id, claim);
    const since = clock.now();
    const outcome = await tell(notice, view);
    if (outcome.kind === 'retry_after') pacer.blockFor(outcome.waitMs);
    try {
      await keepTrying(() => record(notice, claim, outcome, since), deps.sleep, STORE_TRIES);
    } catch (error) {
      if (error instanceof ClaimLost) throw error;
      // Given back now it would go out unmarked; left claimed, the next instance tells it as a repeat.
      log.error('deliver.not_recorded', { noticeId: notice.id, outcome: outcome.kind, error });
    }
  };
}

function waitAfter(notice: Notice): number {
  return backOffMs(notice.attempts + 1, AGAIN_FIRST_MS, AGAIN_MOST_MS);
}

/** The person blocked the bot: no pushes until they return. */
function switchOff(store: Store, notice: Notice, claim: Claim): Promise<void> {
  return store.transaction(async (inside) => {
    await inside.notices.drop(notice.id, claim, 'blocked');
    await inside.users.update(notice.userId, { pushOff: true });
  });
}

/** The view to tell, or why the notice is not told. */
async function wording(
  { store, render, mayUse }: DeliverDeps,
  notice: Notice,
): Promise<View | 'blocked' | 'refused' | 'shut_out' | 'too_many_tries'> {
  if (notice.attempts >= TRIES_MAX) return 'too_many_tries';
  const user = await store.users.get(notice.userId);
  if (user === undefined) return 'refused';
  if (user.pushOff) return 'blocked';
  if (!mayUse(user) && !TOLD_TO_ALL.includes(notice.kind)) return 'shut_out';
  const shown = notice.editMessageId === undefined ? notice : { ...notice, repeat: false };
  return (await render(shown, user)) ?? 'refused';
}
