// The manners of the product page, each with a test named after it.
import { describe, expect, it } from 'vitest';
import { parseCallbackData } from '../../src/bot/callback-data.ts';
import { CHECKING_AFTER_MS } from '../../src/bot/patience.ts';
import { amountOf } from '../../src/domain/money.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { GALLERY } from '../gallery/fixtures.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, DAY_MS, operationOf, userOf } from './facts.ts';
import type { ShownMessage } from './fake-telegram.ts';

const connected = (options: Parameters<typeof createChat>[0] = {}) =>
  createChat({ ...options, world: { accounts: [accountOf()], ...options.world } });

interface Place {
  readonly row: number;
  /** Of the keyboard's width. */
  readonly from: number;
  readonly to: number;
}

type Rows = ShownMessage['rows'];

function placesOf(rows: Rows, is: (button: { text: string; style?: string }) => boolean): readonly Place[] {
  return rows.flatMap((row, index) =>
    row.flatMap((button, column) =>
      is(button) ? [{ row: index, from: column / row.length, to: (column + 1) / row.length }] : [],
    ),
  );
}

const mainOf = (rows: Rows) => placesOf(rows, ({ style }) => style === 'primary' || style === 'success');

function placeOfDanger(chat: Chat): Place {
  const places = placesOf(chat.last().rows, ({ style }) => style === 'danger');
  expect(places).toHaveLength(1);
  return places[0] ?? expect.unreachable();
}

const overlaps = (place: Place, others: readonly Place[]) =>
  others.some(({ row, from, to }) => row === place.row && from < place.to && place.from < to);

/** A second tap on the same spot must not be the red button. */
async function expectDangerElsewhere(chat: Chat, tapped: RegExp) {
  const before = chat.last().rows;
  const taken = [...mainOf(before), ...placesOf(before, ({ text }) => tapped.test(text))];
  await chat.tap(tapped);
  expect(overlaps(placeOfDanger(chat), taken)).toBe(false);
}

async function toAmount(chat: Chat) {
  await chat.send('/deposit');
  await chat.tap(/Flexible USDT/);
}

describe('manner 1: menus edit their message, a confirmed card becomes the receipt', () => {
  it('edits the menu in place', async () => {
    const chat = connected();
    await chat.send('/home');
    await chat.tap(/^Orders$/);
    expect(chat.shown().length).toBe(1);
    expect(chat.last().text).toContain('Orders');
  });

  it('sends a fresh Home for /home and strips the old one of its buttons', async () => {
    const chat = connected();
    await chat.send('/home');
    const first = chat.last();
    await chat.send('/home');
    expect(chat.last().id).not.toBe(first.id);
    expect(first.rows).toEqual([]);
    expect(chat.last().rows).not.toEqual([]);
  });

  it('takes the buttons off a confirmed card', async () => {
    const chat = connected();
    await toAmount(chat);
    await chat.tap(/^25%$/);
    const card = chat.last();
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(card.rows).toEqual([]);
    expect(card.text).toContain('Sending…');
  });

  it('makes a deposit in at most 6 taps and leaves at most 2 lasting messages', async () => {
    const chat = connected();
    chat.world.free = amountOf('2');
    await chat.send('/home');
    const before = chat.shown().length;
    const taps = [/^Deposit$/, /Fixed BTC/, /30 days/, /50%/, /Yes, renew/, /^Deposit 1 BTC to Earn$/];
    for (const label of taps) await chat.tap(label);
    expect(taps.length).toBeLessThanOrEqual(6);
    expect(chat.world.operations.at(-1)?.state).toBe('confirmed');
    expect(chat.shown().length - before).toBeLessThanOrEqual(2);
  });

  it('leaves one message of its own when the amount is typed', async () => {
    const chat = connected();
    await toAmount(chat);
    await chat.send('500');
    expect(chat.shown().length).toBe(1);
  });
});

describe('manner 2: verb buttons, danger in red, a way back, few columns', () => {
  it('names the amount, and the account when there are several', async () => {
    const chat = connected({ world: { accounts: [accountOf(), accountOf({ id: 'second', label: 'Old' })] } });
    await toAmount(chat);
    expect(chat.last().text).toMatch(/^Main\n/);
    await chat.send('500');
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn · Main');
  });

  it('says 申购 in Chinese', async () => {
    const chat = connected({ world: { users: new Map([[7, userOf({ language: 'zh-hans' })]]) } });
    await chat.send('/deposit');
    await chat.tap(/USDT 活期/);
    await chat.send('500');
    expect(chat.labels()).toContain('申购 500 USDT');
  });

  it('puts a redemption that costs something in red where no amount button stood', async () => {
    const chat = connected();
    await chat.send('/redeem');
    await chat.tap(/Fixed BTC/);
    await chat.tap(/^50%$/);
    const thirdStep = chat.last().rows;
    await chat.send('0.25');
    expect(chat.labels()).toEqual(['Cancel', 'Redeem 0.25 BTC']);
    expect(overlaps(placeOfDanger(chat), mainOf(thirdStep))).toBe(false);
  });

  it.each([
    ['the account in use', 'Main', /^Disconnect…$/],
    ['an account not in use', 'Old', /^Disconnect…$/],
    ['a practice account', 'Practice', /^Disconnect…$/],
  ])(
    'puts the red button of disconnecting %s where neither main button nor tap was',
    async (_, label, tap) => {
      const accounts = [
        accountOf(),
        accountOf({ id: 'second', label: 'Old' }),
        accountOf({ id: 'third', label: 'Practice', environment: 'practice' }),
      ];
      const chat = connected({ world: { accounts } });
      await chat.send('/accounts');
      await chat.tap(new RegExp(`^${label}$`));
      await expectDangerElsewhere(chat, tap);
    },
  );

  it('puts the red button of forgetting where neither main button nor tap was', async () => {
    const chat = connected();
    await chat.send('/privacy');
    await chat.tap(/^Forget me…$/);
    await expectDangerElsewhere(chat, /^Go on…$/);
  });

  it('has a way back or out on every card of a flow', () => {
    const flows = GALLERY.filter(({ id }) =>
      /^(deposit|redeem|confirm|rename|time-zone|connect-(live|testnet)|capture|forget|disconnect|product)/.test(
        id,
      ),
    );
    expect(flows.length).toBeGreaterThan(20);
    for (const { id, view } of flows.filter(({ id: name }) => name !== 'forgotten')) {
      const labels = view('en')
        .keyboard.flat()
        .map(({ label }) => label);
      expect(
        labels.some((label) => /Cancel|« Back|Stop|Home/.test(label)),
        id,
      ).toBe(true);
    }
  });
});

describe('manner 3: buttons carry random ids only', () => {
  it('shows no amount, id or position in any button', async () => {
    const chat = connected();
    for (const command of ['/home', '/products', '/orders', '/accounts', '/settings']) {
      await chat.send(command);
      for (const { callback_data: data } of chat.last().rows.flat()) {
        expect(parseCallbackData(data)).toBeDefined();
        expect(data).not.toMatch(/USDT|501|OPENUSDT|account-main/);
      }
    }
  });

  it('answers an inaccessible message with a new card and a word, never an edit', async () => {
    const chat = connected();
    await chat.send('/orders');
    const old = chat.last();
    const before = old.html;
    await chat.tap(/Flexible USDT/, { on: old, inaccessible: true });
    expect(old.html).toBe(before);
    expect(chat.last().id).not.toBe(old.id);
    expect(chat.last().text).toContain('older message and did nothing');
    expect(chat.last().text).toContain('In Earn');
    expect(chat.toasts().at(-1)).toContain('nothing was done');
  });
});

describe('manner 4: old facts are read again, a card lives 120 seconds', () => {
  it('shows the new terms when they changed while the person thought', async () => {
    const chat = connected();
    await toAmount(chat);
    chat.world.now += 61_000;
    chat.world.free = amountOf('300');
    await chat.tap(/^Max$/);
    expect(chat.last().text).toContain('have changed since');
    expect(chat.last().text).toContain('Free: 300 USDT');
    expect(chat.world.operations).toEqual([]);
  });

  it('goes on when nothing changed', async () => {
    const chat = connected();
    await toAmount(chat);
    chat.world.now += 61_000;
    await chat.tap(/^Max$/);
    expect(chat.last().text).toContain('Deposit 2,000 USDT');
  });

  it('answers a late confirmation with a new card: nothing was sent', async () => {
    const chat = connected();
    await toAmount(chat);
    await chat.send('500');
    chat.world.now += 120_001;
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.last().text).toContain('The card had run out; here is a new one. Nothing was sent.');
    expect(chat.world.operations.map(({ state }) => state)).toEqual(['expired', 'draft']);
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.world.operations.map(({ state }) => state)).toEqual(['expired', 'confirmed']);
  });

  it('takes a confirmation at the very end of its life', async () => {
    const chat = connected();
    await toAmount(chat);
    await chat.send('500');
    chat.world.now += 120_000;
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.world.operations.map(({ state }) => state)).toEqual(['confirmed']);
  });
});

describe('manner 5: a flow ends after 15 minutes, on any command, on an account switch, and says so', () => {
  it('ends after 15 minutes', async () => {
    const chat = connected();
    await toAmount(chat);
    chat.world.now += 15 * 60_000 + 1;
    await chat.send('500');
    expect(chat.last().text).toContain('Deposit ended. Nothing was sent.');
    expect(chat.last().text).toContain('15 minutes');
    expect(chat.world.operations).toEqual([]);
    await chat.send('500');
    expect(chat.last().text).toContain('did not understand');
  });

  it('ends on a command', async () => {
    const chat = connected();
    await toAmount(chat);
    const step = chat.last();
    await chat.send('/orders');
    expect(step.text).toContain('Deposit ended. Nothing was sent.');
    expect(step.rows).toEqual([]);
    expect(chat.last().text).toContain('Orders');
    await chat.send('500');
    expect(chat.last().text).toContain('did not understand');
  });

  it('ends on /cancel, which is never the amount', async () => {
    const chat = connected();
    await toAmount(chat);
    await chat.send('/cancel');
    expect(chat.last().text).toContain('Deposit ended. Nothing was sent.');
    await chat.send('/cancel');
    expect(chat.last().text).toContain('nothing to cancel');
  });

  it('ends on an account switch', async () => {
    const chat = connected({ world: { accounts: [accountOf(), accountOf({ id: 'second', label: 'Old' })] } });
    await chat.send('/accounts');
    const accounts = chat.last();
    await chat.tap(/^Old$/, { on: accounts });
    await toAmount(chat);
    const step = chat.last();
    await chat.tap(/Use this account/, { on: accounts });
    expect(step.text).toContain('Deposit ended');
    expect(chat.world.users.get(7)?.activeAccountId).toBe('second');
  });
});

describe('manner 5: a draft stays with its account', () => {
  const TWO = [accountOf(), accountOf({ id: 'second', label: 'Old' })];

  /** A card of the second account, and then the first is in use again. */
  async function draftAndSwitch() {
    const chat = connected({ world: { accounts: TWO } });
    await chat.send('/accounts');
    await chat.tap(/^Old$/);
    await chat.tap(/Use this account/);
    await toAmount(chat);
    await chat.send('500');
    const card = chat.last();
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn · Old');
    await chat.send('/accounts');
    await chat.tap(/^Main$/);
    await chat.tap(/Use this account/);
    expect(chat.world.users.get(7)?.activeAccountId).toBe('account-main');
    return { chat, card };
  }

  it('when it is confirmed after a switch', async () => {
    const { chat, card } = await draftAndSwitch();
    await chat.tap(/^Deposit 500 USDT/, { on: card });
    expect(chat.world.operations.map(({ accountId, state }) => [accountId, state])).toEqual([
      ['second', 'confirmed'],
    ]);
    expect(card.text).toContain('Old');
  });

  it('when its card has run out and another takes its place', async () => {
    const { chat, card } = await draftAndSwitch();
    chat.world.now += 120_001;
    await chat.tap(/^Deposit 500 USDT/, { on: card });
    expect(chat.world.operations.map(({ accountId }) => accountId)).toEqual(['second', 'second']);
    expect(chat.shown().flatMap(({ rows }) => rows.flat().map(({ text }) => text))).toContain(
      'Deposit 500 USDT to Earn · Old',
    );
  });
});

describe('manner 6: every error says what happened, whether money moved, what next, and a code', () => {
  it('apologises with a reference code that is in the log', async () => {
    const chat = connected({
      app: {
        status: async () => {
          throw new Error('secret-in-message');
        },
      },
    });
    await chat.send('/status');
    expect(chat.last().text).toContain('Something went wrong on our side.');
    expect(chat.last().text).toContain('Nothing was sent to the exchange by this step.');
    const code = /Reference: (\S+)/.exec(chat.last().text)?.[1];
    expect(code).toMatch(/^[A-Z0-9]{6}$/);
    expect(JSON.stringify(chat.logged)).toContain(code);
    expect(JSON.stringify(chat.logged)).not.toContain('secret-in-message');
  });

  it('puts the apology in the place of “checking with the exchange…”', async () => {
    let fail: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      fail = resolve;
    });
    const chat = connected({
      app: {
        orders: async () => {
          await waiting;
          throw new Error('broken');
        },
      },
    });
    const sent = chat.send('/orders');
    await expect.poll(() => chat.timers.length).toBeGreaterThanOrEqual(2);
    for (const timer of chat.timers) timer.work();
    await expect.poll(() => chat.shown().length).toBe(1);
    fail();
    await sent;
    expect(chat.shown().map(({ text }) => text.split('\n')[0])).toEqual([
      'Something went wrong on our side.',
    ]);
  });

  it('hands an error of the database on, also out of a dialog, so that the update comes again', async () => {
    class DatabaseDown extends Error {
      override readonly name = 'DatabaseDown';
    }
    const chat = connected({
      deps: { deliverAgain: (error) => error instanceof DatabaseDown },
      app: {
        prepareDeposit: async () => {
          throw new DatabaseDown('gone');
        },
      },
    });
    await toAmount(chat);
    const before = chat.dialogs.get(7);
    await expect(chat.send('500')).rejects.toMatchObject({ error: { name: 'DatabaseDown' } });
    expect(chat.dialogs.get(7)).toBe(before);
    expect(chat.last().text).not.toContain('went wrong');
  });

  it('does not claim that nothing was sent when a confirm tap broke', async () => {
    const chat = connected({
      app: {
        confirm: async () => {
          throw new Error('broken');
        },
      },
    });
    await toAmount(chat);
    await chat.send('500');
    await chat.tap(/^Deposit 500/);
    expect(chat.last().text).toContain('Your tap may have been taken');
    expect(chat.last().text).not.toContain('Nothing was sent');
  });

  it('names the exchange when it does not answer', async () => {
    const failure = { kind: 'timeout', status: undefined, code: undefined, retryAfterMs: undefined } as const;
    const chat = connected({
      app: { orders: async () => ({ ok: false, reason: { kind: 'exchange', failure } }) },
    });
    await chat.send('/orders');
    expect(chat.last().text).toMatch(
      /^The exchange did not answer in time\.\nNothing was sent\.\nReference: [A-Z0-9]{6}$/,
    );
    expect(chat.labels()).toEqual(['Refresh', 'Home']);
  });
});

describe('manner 7: numbers by locale, exact digits, the zone is asked once when it first matters', () => {
  it('asks the zone before the first history, then shows it', async () => {
    const chat = connected({ world: { users: new Map([[7, userOf({ timeZone: undefined })]]) } });
    await chat.send('/history');
    expect(chat.last().text).toContain('What time is it for you?');
    await chat.tap(/^14:00$/);
    expect(chat.last().text).toContain('the exchange’s own record');
    expect(chat.world.users.get(7)?.timeZone).toBe('Asia/Taipei');
    await chat.send('/history');
    expect(chat.last().text).toContain('the exchange’s own record');
  });

  it('takes a typed zone', async () => {
    const chat = connected();
    await chat.send('/settings');
    await chat.tap(/Time zone/);
    await chat.tap(/Type a zone/);
    await chat.send('the moon');
    expect(chat.last().text).toContain('I do not know this zone');
    await chat.send('Europe/Berlin');
    expect(chat.world.users.get(7)?.timeZone).toBe('Europe/Berlin');
    expect(chat.last().text).toContain('It is 07:00 there.');
  });

  it.each([
    ['1500', '1,500'],
    ['1 500,25', '1,500.25'],
    ['1,500.25', '1,500.25'],
    ['1.5k', '1,500'],
    ['0.15万', '1,500'],
    ['500u', '500'],
    ['25%', '500'],
    ['max', '2,000'],
    ['５００', '500'],
  ])('reads %s and echoes the reading', async (typed, shown) => {
    const chat = connected();
    await toAmount(chat);
    await chat.send(typed);
    expect(chat.last().text).toContain(`Read as ${shown} USDT.`);
    expect(chat.labels()[0]).toBe(`Deposit ${shown} USDT to Earn`);
  });

  it('asks when a number has two readings', async () => {
    const chat = connected();
    chat.world.products = chat.world.products.map((product) => ({
      ...product,
      minSize: amountOf('1'),
      incrementalSize: amountOf('0.001'),
    }));
    await toAmount(chat);
    await chat.send('1,500');
    expect(chat.last().text).toContain('can be read in two ways');
    await chat.tap(/^1\.5 USDT$/);
    expect(chat.last().text).toContain('Deposit 1.5 USDT to Earn');
  });

  it('says why an amount does not fit, and asks again', async () => {
    const chat = connected();
    await toAmount(chat);
    await chat.send('5');
    expect(chat.last().text).toContain('The minimum is 10 USDT.');
    await chat.send('5000');
    expect(chat.last().text).toContain('Your free balance is 2,000 USDT.');
    await chat.send('many');
    expect(chat.last().text).toContain('not an amount I can read');
    expect(chat.world.operations).toEqual([]);
  });
});

describe('manner 8: the callback is answered at once and once; slow reads say so', () => {
  it('answers every tap exactly once', async () => {
    const chat = connected();
    await chat.send('/home');
    for (const label of [/^Orders$/, /Flexible USDT/, /Redeem/, /^50%$/, /^Redeem 500 USDT$/]) {
      const before = chat.toasts().length;
      await chat.tap(label);
      expect(chat.toasts().length - before).toBe(1);
    }
    expect(chat.toasts().at(-1)).toBe('Sending…');
  });

  it('says “checking with the exchange” after two seconds and puts the result in its place', async () => {
    let finish: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const chat = connected();
    const slow = connected({
      app: {
        orders: async () => {
          await waiting;
          return { ok: false, reason: { kind: 'busy' } };
        },
      },
    });
    expect(chat.timers).toEqual([]);
    const sent = slow.send('/orders');
    await expect.poll(() => slow.timers.length).toBeGreaterThanOrEqual(2);
    for (const timer of slow.timers) timer.work();
    await expect.poll(() => slow.shown().length).toBe(1);
    expect(slow.last().text).toBe('Checking with the exchange…');
    expect(slow.timers.map(({ atMs }) => atMs)).toContain(CHECKING_AFTER_MS);
    finish();
    await sent;
    expect(slow.shown().length).toBe(1);
    expect(slow.last().text).toContain('busy with a move');
    expect(slow.telegram.calls.map(({ method }) => method)).toContain('sendChatAction');
  });

  it('says nothing of the kind when the read was quick', async () => {
    const chat = connected();
    await chat.send('/orders');
    expect(chat.timers.every(({ stopped }) => stopped)).toBe(true);
    expect(chat.last().edits).toBe(0);
  });
});

describe('manner 9: hidden amounts', () => {
  it('wraps every amount of the person in a spoiler and puts none on a button or toast', async () => {
    const chat = connected({ world: { users: new Map([[7, userOf({ hiddenAmounts: true })]]) } });
    await toAmount(chat);
    expect(chat.labels().join()).not.toMatch(/\d USDT/);
    await chat.tap(/^25%$/);
    expect(chat.labels()).toEqual(['Confirm deposit', 'Cancel']);
    const parsed = parseHtml(chat.last().html);
    const spoilers = parsed.ok ? parsed.value.entities.filter(({ type }) => type === 'spoiler') : [];
    const hidden = spoilers.map(({ offset, length }) => chat.last().text.slice(offset, offset + length));
    expect(hidden).toContain('500 USDT');
    const visible = hidden.reduce((text, secret) => text.replace(secret, ''), chat.last().text);
    expect(visible).not.toMatch(/\d USDT/);
    await chat.tap(/Confirm deposit/);
    expect(chat.toasts().join()).not.toMatch(/\d{2}/);
  });

  it('is switched in the settings', async () => {
    const chat = connected();
    await chat.send('/settings');
    await chat.tap(/Hide amounts/);
    expect(chat.last().text).toContain('Hidden amounts: on');
    expect(chat.world.users.get(7)?.hiddenAmounts).toBe(true);
  });
});

describe('manner 10: languages', () => {
  it('changes the language on the first screen and sets the menu of this chat', async () => {
    const chat = createChat({ world: { users: new Map([[7, userOf({ languageChosen: false })]]) } });
    await chat.send('/start');
    await chat.tap(/繁體中文/);
    expect(chat.last().text).toContain('非官方');
    const menu = chat.telegram.calls.filter(({ method }) => method === 'setMyCommands').at(-1);
    expect(menu?.payload.scope).toEqual({ type: 'chat', chat_id: 7 });
    expect(JSON.stringify(menu?.payload.commands)).toContain('申購');
  });
});

describe('manner 11: HTML through one helper', () => {
  it('escapes names that would break the markup', async () => {
    const chat = connected({ world: { accounts: [accountOf({ label: '<b>&"' }), accountOf({ id: 'x' })] } });
    chat.world.products = chat.world.products.map((product) => ({ ...product, name: '</b><a href="x">' }));
    await chat.send('/accounts');
    expect(chat.last().text).toContain('<b>&"');
    await chat.send('/products');
    await chat.tap(/Flexible/);
    expect(chat.last().text).toContain('</b><a href="x">');
  });
});

describe('people who come back', () => {
  it('are told what came in while they were away', async () => {
    const chat = connected({
      world: { awayMs: 8 * DAY_MS },
      deps: {
        paidSince: async () => ({ gains: [{ currency: 'USDT', amount: amountOf('9.75') }], payouts: 9 }),
      },
    });
    await chat.send('/start');
    expect(chat.last().text).toContain('Since you were away: +9.75 USDT in 9 payouts.');
  });

  it('see their open moves first', async () => {
    const chat = connected({ world: { operations: [operationOf({ state: 'unknown' })] } });
    await chat.send('/home');
    expect(chat.last().text).toContain('1 move is being checked');
    await chat.tap(/Being checked/);
    expect(chat.last().text).toContain('Sent, being checked');
  });
});
