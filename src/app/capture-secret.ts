// Takes a secret typed in the chat: key first, passphrase last, or both in one message. Each message is due for
// deletion in the very transaction that keeps what it said, sealed.
import { looksLikeKey, parseKeyPair, parseKeyText } from '../domain/identity.ts';
import type { App, AppDeps, CaptureStep } from './app.ts';
import { DELETION_WAIT_MS } from './await-deletion.ts';
import type { Connect } from './connect-account.ts';
import type { KeyPair } from './seal-key.ts';
import type { Capture, Store, User } from './store.ts';

/** A secret is waited for this long after the last word about it. */
export const CAPTURE_LIFE_MS = 5 * 60_000;

export type SecretCapture = Pick<App, 'startCapture' | 'stopCapture' | 'capture' | 'deleteSecret'>;

const contextOf = (userId: number) => ({ owner: userId, record: `capture:${userId}`, field: 'key' });

export function createSecretCapture(deps: AppDeps, connect: Connect): SecretCapture {
  const { store, clock, wake } = deps;
  const step = createStep(deps, connect);

  async function dueDeletion(tx: Store, user: User, chatId: number, messageId: number): Promise<void> {
    await tx.deletions.add([{ chatId, messageId, userId: user.id, attempts: 0 }], clock.now());
  }

  return {
    startCapture: (user, chatId, environment, replaces) =>
      store.captures.put({
        userId: user.id,
        chatId,
        environment,
        awaiting: 'key',
        keySealed: undefined,
        expiresAt: clock.now() + CAPTURE_LIFE_MS,
        replaces,
      }),

    stopCapture: (user) => store.captures.remove(user.id),

    async capture(user, chatId, messageId, text) {
      const outcome = await store.transaction(async (tx): Promise<CaptureStep> => {
        const capture = await tx.captures.get(user.id);
        if (capture === undefined || capture.chatId !== chatId) return { kind: 'none' };
        if (clock.now() > capture.expiresAt) {
          await tx.captures.remove(user.id);
          // It was meant as the answer, or it is of no interest to others either way.
          if (looksLikeKey(text) || parseKeyPair(text) !== undefined) {
            await dueDeletion(tx, user, chatId, messageId);
          }
          return { kind: 'expired' };
        }
        await dueDeletion(tx, user, chatId, messageId);
        return step(tx, user, capture, text);
      });
      wake('delete');
      // The person who holds this key already is told at once; the test of a new one waits for the deletion.
      if (outcome.kind === 'stored') wake('deliver');
      return outcome;
    },

    async deleteSecret(user, chatId, messageId) {
      await dueDeletion(store, user, chatId, messageId);
      wake('delete');
    },
  };
}

type Step = (tx: Store, user: User, capture: Capture, text: string) => Promise<CaptureStep>;

/** One message taken for a secret that is awaited. */
function createStep({ clock, vault }: AppDeps, connect: Connect): Step {
  async function keep(tx: Store, user: User, capture: Capture, pair: KeyPair): Promise<CaptureStep> {
    const { environment, replaces } = capture;
    await tx.captures.remove(user.id);
    const testAt = clock.now() + DELETION_WAIT_MS;
    return { kind: 'stored', outcome: await connect(tx, { user, environment, pair, replaces, testAt }) };
  }

  return async (tx, user, capture, text) => {
    const context = contextOf(user.id);
    const pair = parseKeyPair(text);
    if (pair !== undefined) return keep(tx, user, capture, pair);
    const word = parseKeyText(text);
    if (word === undefined) return { kind: 'bad_text' };
    if (capture.awaiting === 'passphrase' && capture.keySealed !== undefined) {
      return keep(tx, user, capture, { apiKey: vault.open(capture.keySealed, context), secret: word });
    }
    const keySealed = vault.seal(word, context);
    const expiresAt = clock.now() + CAPTURE_LIFE_MS;
    await tx.captures.put({ ...capture, awaiting: 'passphrase', keySealed, expiresAt });
    return { kind: 'await_passphrase' };
  };
}
