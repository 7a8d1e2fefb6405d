// Finds the machine's Chromium and starts it for the page tests. Only fixed places are looked at; nothing is fetched.
import { existsSync } from 'node:fs';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Where Debian, Ubuntu, Alpine and Chrome's own packages put it. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];
const LAUNCH_MS = 60_000;
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a Chromium on this machine. */
export const CHROMIUM: string | undefined = PLACES.find((place) => existsSync(place));

/** Starts it; without `CHROMIUM` this throws. */
export async function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(`no Chromium in any of: ${PLACES.join(', ')}`);
  return playwright.launch({ executablePath: CHROMIUM, args: ARGUMENTS, timeout: LAUNCH_MS });
}
