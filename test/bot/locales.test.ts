import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_COMMANDS, commandsFor, MENU_COMMANDS } from '../../src/bot/commands.ts';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { FORBIDDEN, GLOSSARY } from '../../src/bot/locales/glossary.ts';
import { foreignTo } from './scripts.ts';

const sourceOf = (language: string) => {
  const directory = new URL(`../../src/bot/locales/${language}/`, import.meta.url);
  return readdirSync(directory)
    .map((name) => readFileSync(new URL(name, directory), 'utf8'))
    .join('\n');
};

describe('the glossary', () => {
  it.each(LANGUAGES)('is used by the catalogue: %s', (language) => {
    const source = sourceOf(language).toLowerCase();
    for (const [name, term] of Object.entries(GLOSSARY)) {
      expect(source.includes(term[language].toLowerCase()), `${name}: ${term[language]}`).toBe(true);
    }
  });

  it.each(LANGUAGES)('has no rival in the catalogue: %s', (language) => {
    const source = sourceOf(language).toLowerCase();
    for (const word of FORBIDDEN[language]) expect(source.includes(word), word).toBe(false);
  });
});

describe('the scripts', () => {
  it.each(['zh-hans', 'zh-hant'] as const)('are not mixed in %s', (language) => {
    expect(foreignTo(language, sourceOf(language))).toBe('');
  });
});

describe('plurals', () => {
  it('are right in English', () => {
    const { common, home, status, notices } = CATALOGUES.en;
    expect([common.days(0), common.days(1), common.days(7)]).toEqual(['no fixed term', '1 day', '7 days']);
    expect(common.span('minute', 1)).toBe('1 minute');
    expect(common.span('minute', 10)).toBe('10 minutes');
    expect(home.unsettled(1)).toBe('1 move is being checked');
    expect(home.unsettled(2)).toBe('2 moves are being checked');
    expect(status.queues(1, 2)).toBe('Waiting: 1 chat, 2 messages');
    expect(notices.connectedOrders(1)).toContain('One order is');
  });
});

describe('the menu of commands', () => {
  it.each(LANGUAGES)('has the eight most used, described in %s', (language) => {
    const menu = commandsFor(language);
    expect(menu.map(({ command }) => command)).toEqual(MENU_COMMANDS);
    expect(menu.length).toBe(8);
    for (const { description } of menu) {
      expect(description.length).toBeGreaterThanOrEqual(2);
      expect(description.length).toBeLessThanOrEqual(256);
    }
  });

  it('is a part of the commands that are answered', () => {
    expect(new Set(ALL_COMMANDS).size).toBe(ALL_COMMANDS.length);
    for (const command of MENU_COMMANDS) expect(ALL_COMMANDS).toContain(command);
  });
});
