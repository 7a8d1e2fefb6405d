// Gives a person a practice account: made on the practice exchange, connected like any other, at most one a person.
import type { App, AppDeps } from './app.ts';
import type { Connect } from './connect-account.ts';

export function createOpenPractice(deps: AppDeps, connect: Connect): App['openPractice'] {
  const { store, wake } = deps;
  return async (user) => {
    deps.touchPractice();
    const accounts = await store.accounts.ofUser(user.id);
    const there = accounts.find(({ environment }) => environment === 'practice');
    if (there !== undefined) {
      await store.users.update(user.id, { activeAccountId: there.id });
      return { kind: 'already', account: there };
    }
    const pair = await deps.openPracticeAccount();
    const outcome = await store.transaction((tx) =>
      connect(tx, { user, environment: 'practice', pair, replaces: undefined }),
    );
    wake('sync');
    return outcome;
  };
}
