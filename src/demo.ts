// npm run demo: the simulators and the chat page in this process, the real bot (main.ts) in another. Nothing to set up.
// With --play [--lang en|zh|zh-hant] the story is played through the bot and printed as text.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onStopSignal } from './compose/stop-signals.ts';
import { demoSettings } from './config.ts';
import { createActions } from './demo/actions.ts';
import { botEnv } from './demo/bot-env.ts';
import { MAIN_ENTRY, startBotProcess } from './demo/bot-process.ts';
import { servePage } from './demo/page-server.ts';
import { playStory, tidyUp } from './demo/play.ts';
import { openWorld } from './demo/world.ts';
import type { PageLanguage } from './simulator/page/contract.ts';

/** The page's usual port; when it is taken, a free one. */
const PAGE_PORT = 4_280;
const LANGUAGES: Readonly<Record<string, PageLanguage>> = {
  en: 'en',
  zh: 'zh-hans',
  'zh-hans': 'zh-hans',
  'zh-hant': 'zh-hant',
};

function readArguments() {
  const { values } = parseArgs({
    options: {
      play: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'en' },
      port: { type: 'string', default: String(PAGE_PORT) },
    },
  });
  const language = LANGUAGES[values.lang];
  const port = Number(values.port);
  if (language === undefined) throw new Error(`--lang takes one of: ${Object.keys(LANGUAGES).join(', ')}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes 0 to 65535');
  return { play: values.play, language, port };
}

/** A second signal ends at once. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      resolve();
    };
    onStopSignal(process, stop, () => performance.now());
  });
}

async function main(): Promise<number> {
  const { play, language, port } = readArguments();
  const { dataDir, inherited } = demoSettings();
  const now = () => Date.now();
  // The played story begins anew each time; the page goes on where it was left.
  const home = join(dataDir, play ? `play-${now()}` : 'demo');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const world = await openWorld(home, now);
  let changed = () => {};
  const bot = startBotProcess({
    entry: MAIN_ENTRY,
    env: { ...inherited, ...botEnv(world, home) },
    cwd: home,
    logFile: join(home, 'bot.log'),
    readyMark: /"bot\.ready"/,
    onChange: () => changed(),
    now,
  });
  const actions = createActions({ world, bot, language, now });
  changed = actions.notify;
  const page = await servePage(world, actions, { port });
  const close = async () => {
    await page.close();
    await bot.stop();
    await world.close();
  };
  if (play) {
    let code = 1;
    try {
      code = await playStory({ world, bot, language, home, now });
    } finally {
      await close();
    }
    await tidyUp(home, code);
    return code;
  }
  process.stdout.write(
    `Earnest demo: ${page.url}\nCtrl-C ends it; start again and everything is as it was.\n`,
  );
  await untilAskedToStop();
  await close();
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `The demo could not start: ${error instanceof Error ? error.message : 'unknown trouble'}\n`,
    );
    process.exit(1);
  },
);
