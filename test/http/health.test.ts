import { describe, expect, it } from 'vitest';
import { type Check, createHealthRoutes } from '../../src/http/health.ts';

const routes = (checks: readonly Check[]) => {
  let now = 0;
  const app = createHealthRoutes({ checks, clock: { now: () => now } });
  return {
    get: async (path: string) => {
      const answer = await app.request(path);
      return { status: answer.status, body: await answer.json() };
    },
    later: (ms: number) => {
      now += ms;
    },
  };
};

describe('/healthz', () => {
  it('says that the process lives, whatever the checks say', async () => {
    const { get } = routes([{ name: 'database', passes: () => false }]);
    expect(await get('/healthz')).toEqual({ status: 200, body: { alive: true } });
  });
});

describe('/readyz', () => {
  it('is 200 when every check passes', async () => {
    const { get } = routes([
      { name: 'database', passes: async () => true },
      { name: 'loops', passes: () => true },
    ]);
    expect(await get('/readyz')).toEqual({
      status: 200,
      body: { ready: true, checks: { database: true, loops: true } },
    });
  });

  it('is 503 and names the check that fails or throws, without details', async () => {
    const { get } = routes([
      { name: 'database', passes: () => Promise.reject(new Error('planted-detail')) },
      { name: 'loops', passes: () => true },
    ]);
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { ready: false, checks: { database: false, loops: true } },
    });
  });

  it('counts a check that does not end as failed', async () => {
    const { get } = routes([{ name: 'database', passes: () => new Promise(() => undefined) }]);
    expect((await get('/readyz')).status).toBe(503);
  });

  it('asks the checks at most once a second', async () => {
    let asked = 0;
    const { get, later } = routes([
      {
        name: 'database',
        passes: () => {
          asked += 1;
          return true;
        },
      },
    ]);
    await Promise.all([get('/readyz'), get('/readyz'), get('/readyz')]);
    expect(asked).toBe(1);
    later(1_000);
    await get('/readyz');
    expect(asked).toBe(2);
  });
});
