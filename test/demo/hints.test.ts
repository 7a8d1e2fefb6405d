import { describe, expect, it } from 'vitest';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { PAGE_TEXTS } from '../../src/simulator/page/texts.ts';

describe.each(LANGUAGES)('the rail of the demo page in %s', (language) => {
  it('names the button as the bot does', () => {
    expect(PAGE_TEXTS[language].steps.practice.hint).toContain(CATALOGUES[language].start.tryPractice);
  });
});
