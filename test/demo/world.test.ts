import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PERSON_ID } from '../../src/demo/person.ts';
import { DEMO_SPEED, type DemoWorld, openWorld, REST_AFTER_MS } from '../../src/demo/world.ts';

const START = Date.UTC(2026, 0, 15, 10);
const HOUR_MS = 3_600_000;

let dir: string;
let real: number;
let open: DemoWorld[];

async function world(): Promise<DemoWorld> {
  const opened = await openWorld(dir, () => real);
  open.push(opened);
  return opened;
}

async function close(opened: DemoWorld): Promise<void> {
  open = open.filter((other) => other !== opened);
  await opened.close();
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earnest-world-'));
  real = START;
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((opened) => opened.close()));
  await rm(dir, { recursive: true, force: true });
});

describe('simulated time of the demo', () => {
  it('starts at the real moment and runs a day in twelve seconds', async () => {
    const { clock } = await world();
    expect(clock.now()).toBe(START);
    real += 12_000;
    expect(clock.now()).toBe(START + 24 * HOUR_MS);
  });

  it('stands still while the demo is down, and goes on from there', async () => {
    const first = await world();
    real += 6_000;
    const stood = first.clock.now();
    await close(first);
    real += 7 * 24 * HOUR_MS;
    const { clock } = await world();
    expect(clock.now()).toBe(stood);
    real += 1_000;
    expect(clock.now()).toBe(stood + 1_000 * DEMO_SPEED);
  });

  it('keeps the speed that was chosen, standing still too', async () => {
    const first = await world();
    first.clock.setSpeed(0);
    await close(first);
    const { clock } = await world();
    real += 60_000;
    expect(clock.now()).toBe(START);
  });

  it('rests when nobody did anything for a while, and runs on when somebody does', async () => {
    const { clock } = await world();
    real += 2 * REST_AFTER_MS;
    expect(clock.now()).toBe(START + REST_AFTER_MS * DEMO_SPEED);
    clock.touch(REST_AFTER_MS);
    real += 1_000;
    expect(clock.now()).toBe(START + (REST_AFTER_MS + 1_000) * DEMO_SPEED);
  });

  it('is stored every second: a demo that is ended hard does not fall back', async () => {
    const { clock } = await world();
    real += 6_000;
    const stored = async () => JSON.parse(await readFile(join(dir, 'exchange.json'), 'utf8'));
    await expect.poll(stored, { timeout: 10_000 }).toMatchObject({ clock: { simAt: clock.now() } });
  });
});

describe('what stands around the bot', () => {
  it('is on loopback only, and gone when it is closed', async () => {
    const opened = await world();
    for (const url of [opened.exchangeUrl, opened.telegramUrl]) {
      expect(new URL(url).hostname).toBe('127.0.0.1');
    }
    await close(opened);
    await expect(fetch(`${opened.exchangeUrl}/sim/clock`)).rejects.toThrow();
  });

  it('has a live exchange that keeps real time and does not count as practice', async () => {
    const { liveUrl, tally, clock } = await world();
    real += 12_000;
    const products = await fetch(`${liveUrl}/spot/api/v3.2/invest/products`);
    expect(products.ok).toBe(true);
    await products.text();
    const state = await (await fetch(`${liveUrl}/sim/clock`)).json();
    expect(state).toMatchObject({ simAt: START, speed: 1, runUntilReal: null });
    expect(clock.now()).toBe(START + 24 * HOUR_MS);
    expect(await tally()).toEqual({ requests: 0, refused: 0 });
  });

  it('counts as failed what was refused or cut off, and not what is waited for', async () => {
    const { exchangeUrl, exchange, tally } = await world();
    const ask = () => fetch(`${exchangeUrl}/spot/api/v3.2/invest/products`);
    exchange.control.setSwitch('down', true);
    await expect(ask()).rejects.toThrow();
    expect(await tally()).toEqual({ requests: 1, refused: 1 });
    exchange.control.setSwitch('down', false);
    exchange.control.setSwitch('slow', true);
    const slow = ask();
    await expect.poll(tally).toEqual({ requests: 2, refused: 1 });
    exchange.control.setSwitch('slow', false);
    await (await slow).text();
    exchange.control.setSwitch('rateLimited', true);
    await (await ask()).text();
    expect(await tally()).toEqual({ requests: 3, refused: 2 });
  });

  it('finds chat, accounts and counted requests as they were', async () => {
    const first = await world();
    first.telegram.control.ensureUser({ id: PERSON_ID, firstName: 'Robin', languageCode: 'zh-hans' });
    first.telegram.control.sendText(PERSON_ID, '/start');
    await fetch(`${first.exchangeUrl}/practice/accounts`, { method: 'POST', body: '{}' });
    const products = await fetch(`${first.exchangeUrl}/spot/api/v3.2/invest/products`);
    await products.text();
    const refused = await fetch(`${first.exchangeUrl}/spot/api/v3.2/invest/orders`);
    await refused.text();
    const before = await first.tally();
    expect(before).toEqual({ requests: 2, refused: refused.ok ? 0 : products.ok ? 1 : 2 });
    const accounts = await first.exchange.control.accounts();
    expect(accounts).toHaveLength(1);
    await close(first);

    const second = await world();
    expect(second.telegram.control.messages(PERSON_ID).map(({ text }) => text)).toEqual(['/start']);
    expect(await second.exchange.control.accounts()).toEqual(accounts);
    expect(await second.tally()).toEqual(before);
    await (await fetch(`${second.exchangeUrl}/spot/api/v3.2/invest/products`)).text();
    expect((await second.tally()).requests).toBe(3);
  });
});
