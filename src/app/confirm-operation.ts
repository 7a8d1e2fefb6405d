// The tap on a card: `draft → confirmed`, or a word why not. Nothing is sent here; submit sends.
import { CONFIRM_LIFE_MS, type Operation } from '../domain/operation.ts';
import type { App, AppDeps, ConfirmOutcome } from './app.ts';
import { isPaused } from './pause-flag.ts';
import type { Store } from './store.ts';

export type Confirmation = Pick<App, 'cardShown' | 'nextCardShown' | 'confirm' | 'cancel'>;

export function createConfirmation({ store, clock, wake }: AppDeps): Confirmation {
  return {
    cardShown: (operationId, cardMessageId) => store.operations.update(operationId, { cardMessageId }),

    nextCardShown: (operationId, cardMessageId, shownAt) => {
      const expiresAt = shownAt + CONFIRM_LIFE_MS;
      // Telegram may say that a message went out and not under which id.
      const message = cardMessageId > 0 ? { cardMessageId } : {};
      return store.operations.showDraft(operationId, { ...message, shownAt, expiresAt });
    },

    async confirm(user, chatId, operationId) {
      const operation = await store.operations.get(operationId);
      if (operation === undefined || operation.userId !== user.id || operation.chatId !== chatId) {
        return { kind: 'not_yours' };
      }
      if (operation.state !== 'draft') return afterwards(operation);
      if (await isPaused(store)) return { kind: 'paused' };
      const account = await store.accounts.get(operation.accountId);
      const now = clock.now();
      if (now > operation.expiresAt || account === undefined) {
        await store.operations.transition(operationId, ['draft'], 'expired', { endedAt: now });
        return reread(store, operation);
      }
      const patch = { confirmedAt: now, dueAt: now };
      switch (await store.operations.transition(operationId, ['draft'], 'confirmed', patch)) {
        case 'moved':
          wake('submit');
          return { kind: 'confirmed', operation: { ...operation, state: 'confirmed', confirmedAt: now } };
        case 'lane_busy':
          return { kind: 'lane_busy', operation: await store.operations.inLane(operation.accountId) };
        case 'not_there':
          return reread(store, operation);
      }
    },

    async cancel(user, operationId) {
      const operation = await store.operations.get(operationId);
      if (operation === undefined || operation.userId !== user.id) return 'not_yours';
      if (operation.state === 'cancelled') return 'cancelled';
      const patch = { endedAt: clock.now(), dueAt: null };
      const moved = await store.operations.transition(
        operationId,
        ['draft', 'confirmed'],
        'cancelled',
        patch,
      );
      return moved === 'moved' ? 'cancelled' : 'too_late';
    },
  };
}

async function reread(store: Store, operation: Operation): Promise<ConfirmOutcome> {
  return afterwards((await store.operations.get(operation.id)) ?? operation);
}

/** A tap on a card whose operation is no draft any more changes nothing (M7). */
function afterwards(operation: Operation): ConfirmOutcome {
  const ranOut = ['draft', 'expired', 'cancelled'].includes(operation.state);
  return { kind: ranOut ? 'late' : 'already', operation };
}
