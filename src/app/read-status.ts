// State of the house for the person who asks: exchanges, their accounts, queues. No amounts.
import { ENVIRONMENTS, type Environment } from '../domain/product.ts';
import type { App, AppDeps } from './app.ts';

type Status = Awaited<ReturnType<App['status']>>;

export function createReadStatus({ store, exchanges, environmentClocks }: AppDeps): App['status'] {
  async function look(environment: Environment): Promise<Status['environments'][number]> {
    const time = await exchanges[environment].time();
    const clockOffsetMs = time.ok ? time.value - environmentClocks[environment].now() : undefined;
    return { environment, reachable: time.ok, clockOffsetMs };
  }

  return async (user) => {
    const accounts = await store.accounts.ofUser(user.id);
    // Live is what a person without an account would connect to.
    const used = new Set<Environment>(accounts.map(({ environment }) => environment)).add('live');
    const environments = await Promise.all(ENVIRONMENTS.filter((one) => used.has(one)).map(look));
    return {
      environments,
      accounts: accounts.map(({ label, environment, status, lastSyncAt }) => ({
        label,
        environment,
        status,
        lastSyncAt,
      })),
      pendingNotices: await store.notices.countPending(),
      waitingChats: await store.chats.countWaiting(),
    };
  };
}
