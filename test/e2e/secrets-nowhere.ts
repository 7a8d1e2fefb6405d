// The last test of a file: what was planted as a secret stands in no log line, in no table and in no message.
import { expect, it } from 'vitest';
import { FLOW_TIMEOUT_MS, type Town } from './harness.ts';

/** Stops the bot: nothing may follow. */
export function itKeepsSecrets(town: () => Town): void {
  it('leaves no key, passphrase or token in the log, the tables or the chats', {
    timeout: FLOW_TIMEOUT_MS,
  }, async () => {
    const { telegram, secrets, log, tables } = town();
    const token = telegram.token.slice(telegram.token.indexOf(':') + 1);
    const told = telegram.control.sent().map(({ text, buttons }) => `${text} ${buttons.join(' ')}`);
    const dump = await tables();
    const places = { log: log(), tables: dump, chats: told.join('\n') };
    expect(places.log).not.toBe('');
    expect(dump).toContain('accounts');
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [...secrets(), token]) {
        expect(text.includes(secret), `a secret stands in the ${place}`).toBe(false);
      }
    }
  });
}
