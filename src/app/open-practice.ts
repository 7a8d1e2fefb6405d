// Gives a person a practice account: made on the practice exchange, connected like any other, at most one a person.
// One that the practice exchange does not know any more gets a new one there, in its place.
import type { App, AppDeps } from './app.ts';
import type { Connect } from './connect-account.ts';

export function createOpenPractice(deps: AppDeps, connect: Connect): App['openPractice'] {
  const { store, clock, wake } = deps;
  return async (user) => {
    deps.touchPractice();
    const accounts = await store.accounts.ofUser(user.id);
    const there = accounts.find(({ environment }) => environment === 'practice');
    if (there !== undefined && there.status !== 'rejected') {
      await store.users.update(user.id, { activeAccountId: there.id });
      return { kind: 'already', account: there };
    }
    const pair = await deps.openPracticeAccount(user.id);
    const connection = { user, environment: 'practice', pair, replaces: there?.id } as const;
    const outcome = await store.transaction((tx) => connect(tx, { ...connection, testAt: clock.now() }));
    wake('sync');
    return outcome;
  };
}
