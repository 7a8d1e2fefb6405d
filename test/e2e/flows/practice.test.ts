// Practice as `npm start` has it: the exchange in the bot's own process, its accounts in the bot's own database.
import { describe, expect, it } from 'vitest';
import { onEachEngine } from '../engines.ts';
import { FLOW_TIMEOUT_MS, useTown } from '../harness.ts';
import { depositDone } from '../steps.ts';
import { en, exactly, says } from '../words.ts';

onEachEngine((engine) => {
  // Empty: the one that is built in.
  const town = useTown({ engine, env: { BTSE_PRACTICE_URL: '' } });

  const open = async () => {
    const chat = await town().person();
    await chat.send('/demo');
    await chat.tap(exactly(en.practice.open));
    await chat.waitFor(/^Connected: /);
    return chat;
  };

  describe('a practice account of the bot’s own', { timeout: FLOW_TIMEOUT_MS }, () => {
    it('goes with Disconnect and with /forget, and no dump of the tables shows its key', async () => {
      const stays = await open();
      await depositDone(stays);

      const leaves = await open();
      await leaves.send('/accounts');
      await leaves.tap(exactly(en.common.practiceName));
      await leaves.tap(exactly(en.accounts.disconnect));
      await leaves.tap(exactly(en.accounts.disconnectNow));
      await leaves.waitFor(/disconnected and its key wiped/);

      const forgets = await open();
      await forgets.send('/forget');
      await forgets.tap(exactly(en.forget.goOn));
      await forgets.tap(exactly(en.forget.now));
      await forgets.waitFor(says(en.forget.done));

      const dump = (await town().tables()).split('\n');
      const rows = dump.filter((line) => line.startsWith('practice_accounts ('));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain(String(stays.userId));
      // Keys and passphrases of the simulated exchange are 64 hexadecimal digits, as are the hashes of the steps.
      const digits = /[0-9a-f]{64}/;
      expect(dump.filter((line) => digits.test(line) && !line.startsWith('earnest_migrations '))).toEqual([]);
      expect(town().log()).not.toMatch(digits);
    });
  });
});
