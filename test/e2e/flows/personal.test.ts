// What a person reads and sets for themselves, cancelling in the middle of every flow, and text that is none of ours.
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import { FLOW_TIMEOUT_MS, useTown } from '../harness.ts';
import { itKeepsSecrets } from '../secrets-nowhere.ts';
import {
  askToConnect,
  depositDone,
  everSaid,
  goToDepositCard,
  hasButton,
  makeKey,
  newCustomer,
  newPractice,
  standing,
  USDT_FLEX,
} from '../steps.ts';
import { en, exactly, hans, plain, says } from '../words.ts';

const town = useTown();

describe.concurrent('words about the bot', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('greet a new person: unofficial, cannot withdraw, who runs it, languages, practice and connecting', async () => {
    const chat = await town().person();
    await chat.send('/start');
    const first = await chat.waitFor(says(en.start.title));
    for (const fact of [en.start.unofficial, en.start.cannotWithdraw, en.start.runByUnknown]) {
      expect(first.text).toContain(fact);
    }
    for (const button of [en.start.tryPractice, en.start.connect, '繁體中文', '简体中文']) {
      expect(hasButton(first, exactly(button))).toBe(true);
    }
  });

  it('help, privacy and status answer', async () => {
    const { chat } = await newCustomer(town());
    await chat.send('/help');
    await chat.waitFor(says(en.help.title));
    await chat.send('/privacy');
    const privacy = await chat.waitFor(says(en.privacy.title));
    expect(hasButton(privacy, exactly(en.privacy.forget))).toBe(true);
    await chat.send('/status');
    const status = await chat.waitFor(says(en.status.title));
    expect(status.text).toContain(plain(en.status.reachable(en.common.live)));
    expect(status.text).toContain('Main: working, read ');
    expect(hasButton(status, exactly(en.status.pause))).toBe(false);
  });

  it('show products before anything is connected, and follow a link to one', async () => {
    const chat = await town().person();
    await chat.send('/products');
    const list = await chat.waitFor(says(en.products.title));
    expect(list.text).toContain('Fixed USDT · up to 8.5% APR · 3 terms');
    await chat.send('/start p_FIXEDUSDT001');
    const card = await chat.waitFor(/Name on the exchange: USDT Fixed Savings/);
    for (const fact of [
      '7 days: 5.2% APR',
      '30 days: 6.8% APR',
      '90 days: 8.5% APR',
      'Minimum: 100 USDT',
      'Step: 1 USDT',
      'Daily limit: 50,000 USDT',
      '7 days: 5.2% APR · 1,000 would earn 0.99726027 USDT',
      '30 days: 6.8% APR · 1,000 would earn 5.5890411 USDT',
      '90 days: 8.5% APR · 1,000 would earn 20.95890411 USDT',
      en.products.autoRenew,
      en.start.unofficial,
    ]) {
      expect(card.text).toContain(fact);
    }
    expect(hasButton(card, exactly(en.start.connect))).toBe(true);
    await chat.tap(exactly(en.start.tryPractice));
    await chat.waitFor(says(en.practice.title));
  });

  it('lists products by their best rate, in pages, filtered by coin and type at once', async () => {
    const chat = await town().person();
    await chat.send('/products');
    const first = await chat.waitFor(/^Products 1\/\d/);
    const rates = (text: string) => [...text.matchAll(/([\d.]+)% APR/g)].map(([, rate]) => Number(rate));
    await chat.tap(exactly(en.common.nextPage));
    const second = await chat.waitFor(/^Products 2\/\d/);
    const all = [...rates(first.text), ...rates(second.text)];
    expect(rates(first.text)).toHaveLength(5);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    await chat.tap(exactly(en.filters.coin(en.filters.all)));
    await chat.tap('USDT');
    await chat.tap(exactly(en.filters.type(en.filters.all)));
    await chat.tap(exactly(en.common.kinds.fixed));
    const filtered = await chat.waitFor((message) =>
      hasButton(message, exactly(en.filters.type(en.common.kinds.fixed))),
    );
    expect(hasButton(filtered, exactly(en.filters.coin('USDT')))).toBe(true);
    expect(filtered.text).toContain('Fixed USDT · up to 8.5% APR · 3 terms');
    expect(rates(filtered.text)).toHaveLength(1);
  });
});

describe.concurrent('settings', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('change the language of the whole chat and of the menu of commands', async () => {
    const { chat } = await newCustomer(town());
    await chat.send('/settings');
    await chat.tap(exactly(en.settings.languageButton));
    await chat.tap(exactly(hans.common.languageName));
    await chat.waitFor(says(hans.settings.title));
    const menu = await town().client.menu(chat.userId);
    expect(menu.find(({ command }) => command === 'deposit')?.description).toBe(hans.commands.deposit);
    for (const [command, title] of [
      ['/help', hans.help.title],
      ['/privacy', hans.privacy.title],
      ['/products', hans.products.title],
      ['/accounts', hans.accounts.title],
      ['nothing of yours', hans.errors.hint],
    ] as const) {
      await chat.send(command);
      await chat.waitFor(says(title));
    }
    const zh = CATALOGUES['zh-hant'];
    await chat.send('/settings');
    await chat.tap(exactly(hans.settings.languageButton));
    await chat.tap(exactly(zh.common.languageName));
    await chat.waitFor(says(zh.settings.title));
  });

  it('follow the language of Telegram at first sight', async () => {
    const chat = await town().person({ languageCode: 'zh-hant' });
    await chat.send('/start');
    await chat.waitFor(says(CATALOGUES['zh-hant'].start.title));
  });

  it('take a time zone by tap and by name, and say which one holds', async () => {
    const { chat } = await newCustomer(town());
    await chat.send('/settings');
    await chat.tap(exactly(en.settings.timeZoneButton));
    await chat.tap(exactly(en.settings.typeZone));
    await chat.waitFor(says(en.settings.askZone));
    await chat.send('Mars/Olympus');
    await chat.waitFor(says(en.settings.badZone));
    await chat.send('Asia/Taipei');
    await chat.waitFor(/Time zone: Taipei\. It is \d\d:\d\d there\./);
    await chat.send('/settings');
    await chat.waitFor(/Time zone: Taipei/);
    await chat.tap(exactly(en.settings.timeZoneButton));
    await chat.tap(/^\d\d:\d\d$/);
    await chat.waitFor(/^Time zone: /);
  });

  it('hide amounts: behind spoilers in texts, and in no button', async () => {
    const { chat, key } = await newPractice(town());
    await chat.send('/settings');
    await chat.tap(exactly(en.settings.hide));
    await chat.waitFor(/Hidden amounts: on/);
    await chat.send('/deposit');
    await chat.tap(USDT_FLEX);
    await chat.waitFor(/How much into/);
    await chat.send('500');
    const card = await chat.waitFor((message) => hasButton(message, /^Confirm deposit/));
    expect(card.keyboard.flat().every(({ text }) => !/500/.test(text))).toBe(true);
    const hidden = card.entities
      .filter(({ type }) => type === 'spoiler')
      .map(({ offset, length }) => card.text.slice(offset, offset + length));
    expect(hidden).toContain('500 USDT');
    await chat.tap(/^Confirm deposit/);
    const receipt = await chat.waitFor(/^Deposited /);
    expect(receipt.entities.some(({ type }) => type === 'spoiler')).toBe(true);
    expect(await town().moves(key.apiKey)).toMatchObject([{ amount: '500' }]);
  });
});

describe.concurrent('/cancel', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('ends a deposit, a redemption, renaming, the time zone and connecting in the middle, and says so', async () => {
    const { chat, key } = await newPractice(town());
    await depositDone(chat);
    const flows = {
      deposit: async () => {
        await chat.send('/deposit');
        await chat.tap(USDT_FLEX);
        await chat.waitFor(/How much into/);
      },
      redeem: async () => {
        await chat.send('/redeem');
        await chat.tap(/^Flexible USDT · 500 USDT/);
        await chat.waitFor(/Redeem how much/);
      },
      rename: async () => {
        await chat.send('/accounts');
        await chat.tap(exactly(en.common.practiceName));
        await chat.tap(exactly(en.accounts.rename));
        await chat.waitFor(/A new name for/);
      },
      time_zone: async () => {
        await chat.send('/settings');
        await chat.tap(exactly(en.settings.timeZoneButton));
        await chat.tap(exactly(en.settings.typeZone));
        await chat.waitFor(says(en.settings.askZone));
      },
      connect: () => askToConnect(chat),
    } as const;
    for (const [name, begin] of Object.entries(flows)) {
      await begin();
      await chat.send('/cancel');
      await chat.waitFor(says(en.errors.flowEnded[name as keyof typeof flows]));
      await chat.send('500');
      await chat.waitFor(says(en.errors.hint));
    }
    await chat.send('/cancel');
    await chat.waitFor(says(en.errors.nothingToCancel));
    expect(await town().moves(key.apiKey)).toHaveLength(1);
  });

  it('is what any other command is too: the flow ends and says so', async () => {
    const { chat, key } = await newPractice(town());
    await chat.send('/deposit');
    await chat.tap(USDT_FLEX);
    await chat.waitFor(/How much into/);
    await chat.send('/help');
    await chat.waitFor(says(en.help.title));
    expect((await standing(chat)).some(({ text }) => text.includes(plain(en.errors.flowEnded.deposit)))).toBe(
      true,
    );
    await chat.send('500');
    await chat.waitFor(says(en.errors.hint));
    expect(await town().requests(key, 'POST')).toEqual([]);
  });
});

describe.concurrent('text that is none of ours', { timeout: FLOW_TIMEOUT_MS }, () => {
  it('gets a hint, never silence', async () => {
    const { chat } = await newPractice(town());
    for (const text of ['good morning', '/unknown', '500', '🙂']) {
      await chat.send(text);
      const hint = await chat.waitFor(says(en.errors.hint));
      expect(hasButton(hint, exactly(en.common.home))).toBe(true);
    }
  });

  it('but looks like a key is deleted with a warning, at any moment', async () => {
    const { chat } = await newPractice(town());
    const key = await makeKey(town());
    const sent = await chat.send(key.secret);
    await chat.waitFor(says(en.connect.secretSeen));
    await goToDepositCard(chat);
    await chat.send('/deposit');
    await chat.tap(USDT_FLEX);
    await chat.waitFor(/How much into/);
    const second = await chat.send(key.apiKey);
    await chat.waitFor(says(en.connect.secretSeen));
    await chat.waitUntil((messages) =>
      [sent, second].every(({ messageId }) =>
        messages.some((one) => one.messageId === messageId && one.deleted),
      ),
    );
    expect(await everSaid(town().client, chat)).not.toContain(key.secret.slice(-6));
  });

  it('was edited, forwarded or captioned is neither an amount nor a command', async () => {
    const { chat, key } = await newPractice(town());
    const { client } = town();
    await chat.send('/deposit');
    await chat.tap(USDT_FLEX);
    await chat.waitFor(/How much into/);
    await client.forward(chat.userId, { text: '500' });
    await chat.waitFor(says(en.errors.notPlain));
    const wrong = await chat.send('not an amount');
    await chat.waitFor(says(en.deposit.unreadable));
    await client.edit(chat.userId, wrong.messageId, '500');
    await chat.waitFor(says(en.errors.notPlain));
    await client.sendFile(chat.userId, 'photo', { caption: '/home' });
    await chat.waitFor(says(en.errors.notPlain));
    await client.sendFile(chat.userId, 'photo');
    await chat.waitFor(says(en.errors.textOnly));
    expect(await town().requests(key, 'POST')).toEqual([]);
  });
});

describe('in the end the bot', () => itKeepsSecrets(town));
