import { describe, expect, it } from 'vitest';
import { ALL_COMMANDS } from '../../src/bot/commands.ts';
import { createChat } from './chat.ts';
import { accountOf } from './facts.ts';

const connected = () => createChat({ world: { accounts: [accountOf()] } });

describe('commands', () => {
  it.each(ALL_COMMANDS)('/%s is answered', async (command) => {
    const chat = connected();
    await chat.send(`/${command}`);
    expect(chat.last().text.length).toBeGreaterThan(10);
    expect(chat.last().text).not.toContain('did not understand');
    expect(chat.logged).toEqual([]);
  });

  it.each(ALL_COMMANDS)('/%s is answered before anything is connected', async (command) => {
    const chat = createChat();
    await chat.send(`/${command}`);
    expect(chat.last().text.length).toBeGreaterThan(10);
    expect(chat.logged).toEqual([]);
  });

  it.each(['earnings', 'alerts', 'export'])('/%s points to what exists', async (command) => {
    const chat = connected();
    await chat.send(`/${command}`);
    expect(chat.last().text).toContain('/history');
  });

  it.each(['/HOME', '/home@earnest_bot', '/home now'])('%s is /home', async (text) => {
    const chat = connected();
    await chat.send(text);
    expect(chat.last().text).toContain('In Earn');
  });

  it.each(['/home@other_bot', '/nonsense', 'what?', '/'])('%s gets a hint with [Home]', async (text) => {
    const chat = connected();
    await chat.send(text);
    expect(chat.last().text).toContain('/help lists what I can do.');
    expect(chat.labels()).toEqual(['Home']);
  });
});

describe('/start', () => {
  it('tells a new person what it is, that it is unofficial and who runs it', async () => {
    const chat = createChat();
    await chat.send('/start');
    expect(chat.last().text).toContain('Unofficial');
    expect(chat.last().text).toContain('Cannot withdraw');
    expect(chat.last().text).toContain('Run by Ada');
    expect(chat.labels()).toEqual(['简体中文', '繁體中文', 'Try practice', 'Connect', 'Products', 'Help']);
  });

  it('leads to a product by its link, and changes nothing', async () => {
    const chat = connected();
    await chat.send('/start p_OPENUSDT0001');
    expect(chat.last().text).toContain('Flexible USDT');
    expect(chat.last().text).toContain('Minimum: 10 USDT');
    await chat.send('/start p_NOSUCH');
    expect(chat.last().text).toBe('The exchange does not list this product any more.');
  });

  it('shows a product before anything is connected, with the ways in instead of a deposit button', async () => {
    const chat = createChat();
    await chat.send('/start p_OPENUSDT0001');
    expect(chat.labels()).toEqual(['Try practice', 'Connect', '« Back', 'Home']);
    expect(chat.last().text).toContain('Unofficial: not made, run or endorsed by BTSE.');
    await chat.tap(/^Connect$/);
    expect(chat.last().text).toContain('Where is the key from?');
  });

  it('greets a new person whose link leads nowhere, or whose product cannot be read', async () => {
    const failure = { kind: 'timeout', status: undefined, code: undefined, retryAfterMs: undefined } as const;
    const down = createChat({
      app: { products: async () => ({ ok: false, reason: { kind: 'exchange', failure } }) },
    });
    await down.send('/start p_OPENUSDT0001');
    const gone = createChat();
    await gone.send('/start p_NOSUCH');
    for (const chat of [down, gone]) {
      expect(chat.last().text).toContain('Unofficial');
      expect(chat.last().text).toContain('This link leads to a product.');
    }
  });
});

describe('practice', () => {
  it('says DEMO on every card', async () => {
    const chat = createChat({
      world: { accounts: [accountOf({ environment: 'practice', label: 'Practice' })] },
    });
    for (const command of [
      '/home',
      '/products',
      '/orders',
      '/redeem',
      '/renew',
      '/history',
      '/demo',
      '/accounts',
    ]) {
      await chat.send(command);
      expect(chat.last().text, command).toContain('DEMO');
    }
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    expect(chat.last().text).toContain('DEMO');
    await chat.send('500');
    expect(chat.last().text).toContain('DEMO');
    expect(chat.labels()).toContain('Deposit 500 USDT to Earn · DEMO');
    await chat.tap(/^Deposit 500/);
    expect(chat.last().text).toContain('DEMO');
    await chat.send('/cancel');
    expect(chat.last().text).toContain('DEMO');
  });
});

describe('view mode', () => {
  it('has no money buttons', async () => {
    const chat = createChat({ world: { accounts: [accountOf({ status: 'view' })] } });
    await chat.send('/home');
    expect(chat.labels()).not.toContain('Deposit');
    expect(chat.labels()).not.toContain('Redeem');
    await chat.send('/deposit');
    expect(chat.last().text).toContain('cannot move money');
    await chat.send('/redeem');
    expect(chat.last().text).toContain('cannot move money');
  });
});
