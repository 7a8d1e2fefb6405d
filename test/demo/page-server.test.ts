import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createActions } from '../../src/demo/actions.ts';
import type { BotProcess } from '../../src/demo/bot-process.ts';
import { type ServedPage, servePage } from '../../src/demo/page-server.ts';
import { PERSON_ID } from '../../src/demo/person.ts';
import { type DemoWorld, openWorld } from '../../src/demo/world.ts';
import type { PageAct, PageEvent } from '../../src/simulator/page/contract.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

let dir: string;
let world: DemoWorld;
let page: ServedPage;
let kills: number;

const bot: BotProcess = {
  state: () => ({ running: true, pid: 1, kills, restarts: 0 }),
  kill: () => {
    kills += 1;
  },
  stop: async () => undefined,
};

async function serve(): Promise<void> {
  const now = () => Date.now();
  world = await openWorld(dir, now);
  page = await servePage(world, createActions({ world, bot, language: 'en', now }), { port: 0 });
}

async function close(): Promise<void> {
  await page.close();
  await world.close();
}

beforeEach(async () => {
  kills = 0;
  dir = await mkdtemp(join(tmpdir(), 'earnest-server-'));
  await serve();
});
afterEach(async () => {
  await close();
  await rm(dir, { recursive: true, force: true });
});

function post(body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): Promise<Response> {
  return fetch(`${page.url}/api/act`, { method: 'POST', headers, body });
}

const act = (what: PageAct) => post(JSON.stringify(what));
const texts = () => world.telegram.control.messages(PERSON_ID).map(({ text }) => text);

/** Reads events until one is the wanted one. */
async function eventWhere(isIt: (event: PageEvent) => boolean, meanwhile?: () => Promise<unknown>) {
  const stream = await fetch(`${page.url}/api/events`, { signal: AbortSignal.timeout(10_000) });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  await meanwhile?.();
  let rest = '';
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    const events = parts.map((part): PageEvent => JSON.parse(part.replace(/^data: ?/, '')));
    const found = events.find(isIt);
    if (found !== undefined) return found;
  }
  throw new Error('the stream ended without it');
}

describe('what the page may do', () => {
  it('writes into the chat as the person', async () => {
    expect((await act({ do: 'send', text: '/start' })).status).toBe(200);
    expect(texts()).toEqual(['/start']);
  });

  it('switches faults, speed and language, and kills the bot', async () => {
    await act({ do: 'switch', name: 'lostAnswer', on: true });
    expect(world.exchange.control.switches()).toMatchObject({ executedButAnswerLost: true, down: false });
    await act({ do: 'speed', speed: 0 });
    expect(world.clock.state().speed).toBe(0);
    await act({ do: 'language', language: 'zh-hant' });
    expect(world.telegram.control.ensureUser({ id: PERSON_ID }).language_code).toBe('zh-hant');
    await act({ do: 'kill' });
    expect(kills).toBe(1);
  });

  it('lets a clock that is stopped coast on to where the bot may believe it to be', async () => {
    const believed = world.clock.now() + 1_000 * world.clock.state().speed;
    await act({ do: 'speed', speed: 0 });
    const stands = world.clock.now();
    expect(stands).toBeGreaterThanOrEqual(believed);
    await act({ do: 'speed', speed: 1 });
    expect(world.clock.now()).toBeLessThan(stands + 60_000);
  });

  it.each([
    ['no JSON', 'send'],
    ['an unknown action', '{"do":"withdraw"}'],
    ['an empty text', '{"do":"send","text":""}'],
    ['a text longer than Telegram takes', JSON.stringify({ do: 'send', text: 'x'.repeat(4_097) })],
    ['a speed backwards', '{"do":"speed","speed":-1}'],
    ['a switch there is not', '{"do":"switch","name":"executedButAnswerLost","on":true}'],
    [
      'button data longer than Telegram takes',
      JSON.stringify({ do: 'tap', messageId: 1, data: 'x'.repeat(65) }),
    ],
  ])('refuses %s and changes nothing', async (_name, body) => {
    const before = { state: world.exchange.control.switches(), clock: world.clock.state() };
    expect((await post(body)).status).toBe(400);
    expect({ state: world.exchange.control.switches(), clock: world.clock.state() }).toEqual(before);
    expect(texts()).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded'])(
    'takes nothing from a page of another site, which may send %s unasked',
    async (type) => {
      const answer = await post('{"do":"kill"}', { 'content-type': type });
      expect(answer.status).toBe(415);
      expect(kills).toBe(0);
    },
  );

  it('says so when there is no such button', async () => {
    const answer = await act({ do: 'tap', messageId: 99, data: 'gone' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ problem: expect.any(String) });
  });
});

describe('what the page is told', () => {
  it('begins with the panel and the chat as they stand', async () => {
    await act({ do: 'send', text: 'hello' });
    expect(await eventWhere(({ type }) => type === 'panel')).toMatchObject({
      panel: { language: 'en', bot: { running: true }, ledger: { requests: 0, executed: 0, moves: [] } },
    });
    expect(await eventWhere(({ type }) => type === 'chat')).toMatchObject({
      messages: [{ mine: true, text: 'hello' }],
    });
  });

  it('hears of a message and of a switch as they come', async () => {
    const hasText = (event: PageEvent) =>
      event.type === 'chat' && event.messages.some(({ text }) => text === 'news');
    await eventWhere(hasText, () => act({ do: 'send', text: 'news' }));
    const isDown = (event: PageEvent) => event.type === 'panel' && event.panel.switches.down;
    await eventWhere(isDown, () => act({ do: 'switch', name: 'down', on: true }));
  });

  it('finds the person’s language again after a new start', async () => {
    await act({ do: 'language', language: 'zh-hans' });
    await close();
    await serve();
    expect(await eventWhere(({ type }) => type === 'panel')).toMatchObject({
      panel: { language: 'zh-hans' },
    });
  });
});

describe('the page itself', () => {
  it.each([
    ['/', 'text/html'],
    ['/style.css', 'text/css'],
    ['/page.js', 'text/javascript'],
    ['/texts.ts', 'text/javascript'],
  ])('serves %s as %s', async (path, type) => {
    const answer = await fetch(`${page.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
    expect((await answer.text()).length).toBeGreaterThan(100);
  });

  it('serves no other file, and is on loopback only', async () => {
    for (const path of ['/tsconfig.json', '/../demo.ts', '/%2e%2e/demo.ts', '/src/main.ts']) {
      expect((await fetch(`${page.url}${path}`)).status).toBe(404);
    }
    expect(new URL(page.url).hostname).toBe('127.0.0.1');
  });

  it('takes another port when the wished one is taken', async () => {
    const taken = Number(new URL(page.url).port);
    const actions = createActions({ world, bot, language: 'en', now: () => Date.now() });
    const second = await servePage(world, actions, { port: taken });
    expect(Number(new URL(second.url).port)).not.toBe(taken);
    expect((await fetch(second.url)).status).toBe(200);
    await second.close();
  });
});
