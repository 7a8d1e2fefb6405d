// Every screen of the bot on the demo page, light and dark, at a desk and on a phone: pictures in artifacts/demo, and
// no text in them that is faint, cut off or sticks out.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { walk } from './demo-walk.ts';
import { useDemo } from './use-demo.ts';

/** Some sixty screens, each drawn two to four times. */
const WALK_MS = 900_000;

const WALKS = [
  { language: 'en', width: 1280, height: 860 },
  { language: 'zh-hant', width: 390, height: 844 },
] as const;

describe.runIf(CHROMIUM !== undefined).each(WALKS)('the screens in $language, $width px wide', (size) => {
  const demo = useDemo();

  it(
    'can all be read',
    async () => {
      const { language, width, height } = size;
      const options = { story: `screens-${language}`, width, height, colorScheme: 'light' } as const;
      const screen = await demo.open(options);
      await screen.page.selectOption('#language', language);
      await screen.page.locator(`html[lang="${language === 'en' ? 'en' : 'zh-Hant'}"]`).waitFor();
      await screen.shot('00-empty', { phone: true });
      await walk({ screen, language }).catch(async (error: unknown) => {
        await screen.shot('failed').catch(() => undefined);
        throw error;
      });
      expect(screen.problems).toEqual([]);
      await screen.page.close();
    },
    WALK_MS,
  );
});
