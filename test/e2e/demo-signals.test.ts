// The demo as its terminal ends it: the whole process group is signalled, or the demo is killed. Without a browser.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import type { PageAct, PageEvent, PageMessage, PanelState } from '../../src/simulator/page/contract.ts';
import { type DemoProcess, startDemo } from './demo-process.ts';

const en = CATALOGUES.en;
const STORY_MS = 240_000;
const WAIT = { timeout: 90_000, interval: 100 };

let dir: string;
let demo: DemoProcess;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earnest-signals-'));
});
afterEach(async () => {
  await demo.kill();
  // Whatever the test proved: the bot must not outlive it.
  await expect.poll(isBotGone, WAIT).toBe(true);
  await rm(dir, { recursive: true, force: true });
});

const botLog = () => readFile(join(dir, 'demo', 'bot.log'), 'utf8');
/** The bot holds its data directory for as long as it lives, and frees it when it ends well. */
const isBotGone = () => !existsSync(join(dir, 'demo', 'bot', 'database.lock'));

const act = async (what: PageAct): Promise<void> => {
  const answer = await fetch(`${demo.url}/api/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });
  expect(answer.status).toBe(200);
};

interface Shown {
  readonly panel: PanelState;
  readonly messages: readonly PageMessage[];
}

/** What a page that opens now is shown. */
async function look(): Promise<Shown> {
  const left = new AbortController();
  const stream = await fetch(`${demo.url}/api/events`, { signal: left.signal });
  let rest = '';
  let panel: PanelState | undefined;
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const event of parts.map((part): PageEvent => JSON.parse(part.replace(/^data: ?/, '')))) {
      if (event.type === 'panel') panel ??= event.panel;
      if (event.type !== 'chat' || panel === undefined) continue;
      left.abort();
      return { panel, messages: event.messages };
    }
  }
  throw new Error('the page was shown nothing');
}

/** The newest button with this text, once there is one. */
async function button(text: string | RegExp): Promise<{ readonly id: number; readonly data: string }> {
  const find = async () => {
    for (const { id, deleted, keyboard } of (await look()).messages.toReversed()) {
      const found = keyboard.flat().find((one) => one.text.match(text) !== null);
      if (!deleted && found?.data !== undefined) return { id, data: found.data };
    }
    return undefined;
  };
  await expect.poll(find, WAIT).toBeDefined();
  const found = await find();
  if (found === undefined) throw new Error(`the button ${text} is gone again`);
  return found;
}

async function tap(text: string | RegExp): Promise<void> {
  const { id, data } = await button(text);
  await act({ do: 'tap', messageId: id, data });
}

const says = (text: string | RegExp) =>
  expect
    .poll(async () => (await look()).messages.some((one) => one.text.match(text) !== null), WAIT)
    .toBe(true);

const chatOf = ({ messages }: Shown) => messages.map(({ id, text, deleted }) => [id, deleted ? '' : text]);

/** A practice account with one deposit in it; simulated time stands still. */
async function deposited(): Promise<void> {
  demo = await startDemo(dir);
  await act({ do: 'send', text: '/start' });
  await tap(en.start.tryPractice);
  await tap(en.practice.open);
  await says(/^Connected: /);
  await act({ do: 'speed', speed: 0 });
  await act({ do: 'send', text: '/deposit' });
  await tap(/USDT.*4\.5/);
  await says(/How much into/);
  await act({ do: 'send', text: '500' });
  await tap(/^Deposit 500/);
  await says(/^Deposited 500 USDT/);
}

describe('Ctrl-C in the terminal of the demo', () => {
  it('ends the bot once and well, and the next start finds everything as it was', {
    timeout: STORY_MS,
  }, async () => {
    await deposited();
    await expect.poll(async () => (await look()).panel.bot.running, WAIT).toBe(true);
    const before = await look();

    expect(await demo.interrupt()).toBe(0);
    const said = await botLog();
    expect(said.match(/"stop\.begun"/g)).toHaveLength(1);
    expect(said).toContain('"stop.done"');
    expect(said).not.toContain('"stop.deadline"');
    expect(isBotGone()).toBe(true);

    demo = await startDemo(dir);
    await expect.poll(async () => (await look()).panel.bot.running, WAIT).toBe(true);
    const after = await look();
    expect(chatOf(after)).toEqual(chatOf(before));
    expect(after.panel.ledger.moves).toEqual(before.panel.ledger.moves);
    expect(after.panel.ledger.moves).toHaveLength(1);
    expect(after.panel.steps).toEqual(before.panel.steps);
    const last = Math.max(...after.messages.map(({ id }) => id));
    await act({ do: 'send', text: '/orders' });
    const answer = async () =>
      (await look()).messages.find(({ id, mine, text }) => id > last && !mine && /500 USDT/.test(text));
    await expect.poll(answer, WAIT).toBeDefined();
    expect(await demo.interrupt()).toBe(0);
  });

  it('lets a deposit that is under way end: its receipt is there after the next start, and it was made once', {
    timeout: STORY_MS,
  }, async () => {
    await deposited();
    await act({ do: 'send', text: '/deposit' });
    await tap(/USDT.*4\.5/);
    await says(/How much into/);
    await act({ do: 'send', text: '70' });
    // The card first: an exchange that is slow already may keep it back.
    await button(/^Deposit 70/);
    await act({ do: 'switch', name: 'slow', on: true });
    await tap(/^Deposit 70/);
    // It is executed at once and answered four seconds later.
    await expect.poll(async () => (await look()).panel.ledger.executed, WAIT).toBe(2);
    expect(await demo.interrupt()).toBe(0);
    expect(await botLog()).toContain('"stop.done"');

    demo = await startDemo(dir);
    await says(/^Deposited 70 USDT/);
    const { panel } = await look();
    expect(panel.ledger.moves.map(({ amount }) => amount).sort()).toEqual(['500', '70']);
    expect(await demo.interrupt()).toBe(0);
  });
});

describe('the demo killed for real', () => {
  it('takes its bot with it, and starts again', { timeout: STORY_MS }, async () => {
    demo = await startDemo(dir);
    await expect.poll(async () => (await look()).panel.bot.running, WAIT).toBe(true);
    expect(isBotGone()).toBe(false);
    await demo.kill();
    await expect.poll(isBotGone, WAIT).toBe(true);

    demo = await startDemo(dir);
    await act({ do: 'send', text: '/start' });
    await says(/unofficial/);
    expect(await demo.interrupt()).toBe(0);
  });
});
