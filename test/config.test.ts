import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../src/config.ts';
import { RECONCILE_WAIT_MAX_S, VARIABLES } from '../src/config-schema.ts';
import { firstLookAt, nextSettling, startSettling } from '../src/domain/settling.ts';
import { makeMasterKey } from '../src/vault.ts';

const token = '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0';
const noFiles = (): string => {
  throw new Error('no such file');
};

const configOf = (environ: Record<string, string>): Config => {
  const result = parseConfig({ BOT_TOKEN: token, ...environ }, noFiles);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
};

const problemsOf = (environ: Record<string, string>): readonly string[] => {
  const result = parseConfig(environ, noFiles);
  return result.ok ? [] : result.problems;
};

describe('settings', () => {
  it('have the documented defaults when only the token is given', () => {
    const config = configOf({});
    expect(config).toMatchObject({
      telegramApiRoot: 'https://api.telegram.org',
      databaseUrl: undefined,
      dataDir: './data',
      masterKeys: undefined,
      exchange: {
        liveUrl: 'https://api.btse.com/spot',
        testnetUrl: 'https://testapi.btse.io/spot',
        practiceUrl: undefined,
        apiVersion: 'v3.2',
        maxRps: 10,
      },
      app: {
        payoutGraceMs: 60_000,
        reconcileWaitMs: 600_000,
        access: 'approve',
        allowedIds: [],
        ownerIds: [],
      },
      updates: { kind: 'polling' },
      http: undefined,
      logLevel: 'info',
    });
    expect(config.botToken.reveal()).toBe(token);
  });

  it('without a token say in one line how to get one and how to try the bot without', () => {
    const problems = problemsOf({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('@BotFather');
    expect(problems[0]).toContain('npm run demo');
    expect(problems[0]).not.toContain('\n');
  });

  it('list all problems at once', () => {
    const problems = problemsOf({
      BOT_TOKEN: 'nonsense',
      ACCESS: 'everyone',
      PORT: '99999',
      BTSE_MAX_RPS: '0',
      LOG_LEVEL: 'loud',
      OWNER_IDS: '12,bob',
      UPDATES: 'webhook',
      DATABASE_URL: 'mysql://x',
      MASTER_KEYS: 'k1:short,k1:short',
      RECONCILE_WAIT_SECONDS: '1.5',
    });
    for (const name of [
      'BOT_TOKEN',
      'ACCESS',
      'PORT',
      'BTSE_MAX_RPS',
      'LOG_LEVEL',
      'OWNER_IDS',
      'PUBLIC_URL',
      'WEBHOOK_SECRET',
      'DATABASE_URL',
      'MASTER_KEYS, key 1',
      'MASTER_KEYS, key 2',
      'RECONCILE_WAIT_SECONDS',
    ]) {
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    }
  });

  it('never quote a value in a problem', () => {
    const planted = 'planted-secret';
    const problems = problemsOf(Object.fromEntries(VARIABLES.map((name) => [name, `%${planted}%`])));
    expect(problems.length).toBeGreaterThan(8);
    expect(problems.join('\n')).not.toContain(planted);
  });

  it('treat an empty variable as not set', () => {
    expect(configOf({ PORT: '', ACCESS: ' ', DATABASE_URL: '' })).toMatchObject({
      http: undefined,
      databaseUrl: undefined,
    });
  });

  it('require master keys with Postgres and print the command that makes one', () => {
    const problems = problemsOf({ BOT_TOKEN: token, DATABASE_URL: 'postgres://localhost/earnest' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('randomBytes(32)');
  });

  it('require an address, a port and a secret for the webhook', () => {
    expect(problemsOf({ BOT_TOKEN: token, UPDATES: 'webhook' })).toEqual([
      'PUBLIC_URL is required with UPDATES=webhook.',
      'PORT is required with UPDATES=webhook.',
      'WEBHOOK_SECRET is required with UPDATES=webhook.',
    ]);
    const config = configOf({
      UPDATES: 'webhook',
      PUBLIC_URL: 'https://bot.example.org/',
      PORT: '8080',
      WEBHOOK_SECRET: 'abc_DEF-123',
    });
    expect(config.updates).toMatchObject({ kind: 'webhook', publicUrl: 'https://bot.example.org' });
  });

  it.each([
    ['a', true],
    ['x'.repeat(256), true],
    ['x'.repeat(257), false],
    ['with space', false],
    ['umlautä', false],
  ])('accept a webhook secret only in the alphabet of Telegram (%#)', (secret, fine) => {
    expect(problemsOf({ BOT_TOKEN: token, WEBHOOK_SECRET: secret })).toHaveLength(fine ? 0 : 1);
  });

  it('refuse an exchange over plain http unless it is this machine', () => {
    expect(problemsOf({ BOT_TOKEN: token, BTSE_LIVE_URL: 'http://api.btse.com/spot' })).toHaveLength(1);
    expect(configOf({ BTSE_LIVE_URL: 'http://127.0.0.1:4000/spot/' }).exchange.liveUrl).toBe(
      'http://127.0.0.1:4000/spot',
    );
  });

  it.each([
    'https://user:pw@api.btse.com/spot',
    'https://api.btse.com/spot?x=1',
    'ftp://api.btse.com',
    'btse',
  ])('refuse %s as an address', (url) => {
    expect(problemsOf({ BOT_TOKEN: token, BTSE_LIVE_URL: url })).toHaveLength(1);
  });

  it('read lists of ids', () => {
    const config = configOf({ OWNER_IDS: '1, 22 ,333,', ACCESS: 'list', ALLOWED_IDS: '4' });
    expect(config.app).toMatchObject({ ownerIds: [1, 22, 333], access: 'list', allowedIds: [4] });
  });

  it('accept port 0, which picks a free one', () => {
    expect(configOf({ PORT: '0', HOST: '0.0.0.0' }).http).toEqual({ host: '0.0.0.0', port: 0 });
  });
});

describe('a secret given by file', () => {
  it('is read without the newline at the end', () => {
    const result = parseConfig({ BOT_TOKEN_FILE: '/run/secrets/token' }, (path) =>
      path === '/run/secrets/token' ? `${token}\n` : '',
    );
    expect(result.ok && result.config.botToken.reveal()).toBe(token);
  });

  it('is a problem when the file cannot be read or the variable is set as well', () => {
    expect(problemsOf({ BOT_TOKEN: token, MASTER_KEYS_FILE: '/nowhere' })).toEqual([
      'MASTER_KEYS_FILE names a file that cannot be read.',
    ]);
    expect(problemsOf({ BOT_TOKEN: token, BOT_TOKEN_FILE: '/nowhere' })).toEqual([
      'BOT_TOKEN and BOT_TOKEN_FILE are both set: keep one.',
    ]);
  });
});

describe('a secret setting', () => {
  it('prints as [secret], however the settings are printed', () => {
    const masterKey = makeMasterKey('k1');
    const config = configOf({
      DATABASE_URL: 'postgres://u:planted-password@localhost/x',
      MASTER_KEYS: masterKey,
      WEBHOOK_SECRET: 'planted-hook',
      UPDATES: 'webhook',
      PUBLIC_URL: 'https://bot.example.org',
      PORT: '1',
    });
    const shown = [
      inspect(config, { depth: 9, showHidden: true }),
      JSON.stringify(config),
      `${String(config.botToken)} ${config.masterKeys}`,
    ].join('\n');
    expect(shown).toContain('[secret]');
    expect(shown).not.toContain('planted');
    expect(shown).not.toContain(token);
    expect(shown).not.toContain(masterKey.slice(3));
  });
});

describe('MASTER_KEYS', () => {
  it.each([
    ['nonsense', 'its id must be'],
    ['k1:c2hvcnQ', 'it has 5 bytes instead of 32'],
    [`k1:${Buffer.alloc(32).toString('base64url')}`, 'default or predictable'],
    [',', 'is empty'],
  ])('that is bad is a problem among the others, without a word of it: %#', (keys, problem) => {
    const problems = problemsOf({ BOT_TOKEN: token, PORT: 'x', MASTER_KEYS: keys });
    expect(problems).toEqual([expect.stringMatching(/^PORT /), expect.stringContaining(problem)]);
    expect(problems[1]).toMatch(/^MASTER_KEYS/);
    expect(problems[1]).not.toContain(keys.slice(3) || 'nothing to find');
  });

  it('is judged when it comes from a file, too', () => {
    const result = parseConfig({ BOT_TOKEN: token, MASTER_KEYS_FILE: '/keys' }, () => 'k1:c2hvcnQ\n');
    expect(result).toEqual({ ok: false, problems: [expect.stringMatching(/^MASTER_KEYS, key 1: it has 5/)] });
  });
});

describe('any settings at all', () => {
  it('are judged without a throw', () => {
    const nasty = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('%', 'https://%', 'http://[', '0'));
    const environs = fc.dictionary(fc.constantFrom(...VARIABLES, 'BOT_TOKEN_FILE'), nasty);
    fc.assert(
      fc.property(environs, (environ) => {
        parseConfig(environ, noFiles);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an address', () => {
  it.each(['TELEGRAM_API_ROOT', 'BTSE_LIVE_URL', 'BTSE_TESTNET_URL', 'BTSE_PRACTICE_URL', 'PUBLIC_URL'])(
    'holds no secret: %s is refused with a user, a query or a token, and is not quoted',
    (name) => {
      for (const url of [
        'https://planted:planted@example.org/spot',
        'https://example.org/spot?token=planted',
        'https://example.org/spot#planted',
        `https://example.org/bot${token}`,
        'https://planted:99999/spot',
      ]) {
        const problems = problemsOf({ BOT_TOKEN: token, [name]: url });
        expect(problems, url).toEqual([expect.stringMatching(new RegExp(`^${name} must be an .*address`))]);
        expect(problems[0]).not.toMatch(/planted|AAHfiq/);
      }
    },
  );
});

describe('RECONCILE_WAIT_SECONDS', () => {
  it.each([
    ['0', false],
    ['1', true],
    [String(RECONCILE_WAIT_MAX_S), true],
    [String(RECONCILE_WAIT_MAX_S + 1), false],
    ['3600', false],
  ])('of %s: %s', (seconds, isFine) => {
    expect(problemsOf({ BOT_TOKEN: token, RECONCILE_WAIT_SECONDS: seconds })).toEqual(
      isFine ? [] : ['RECONCILE_WAIT_SECONDS must be a whole number from 1 to 800.'],
    );
  });

  /** How a move without any trace ends when each look comes this late. */
  const endOf = (waitSeconds: number, lateMs: number): string => {
    const reconcileWaitMs = waitSeconds * 1_000;
    let settling = startSettling(0);
    let at = firstLookAt(settling, reconcileWaitMs);
    for (;;) {
      const nowReal = at + lateMs;
      const judgement = { kind: 'absent', paid: [] } as const;
      const next = nextSettling({ settling, judgement, nowReal, reconcileWaitMs, reachable: true });
      if (next.kind !== 'look_again') return next.kind;
      settling = next.settling;
      at = next.atReal;
    }
  };

  it.each([0, 1_000, 15_000, 40_000])(
    'is short enough for "no trace" to come before the person is asked, with looks late by %i ms',
    (lateMs) => {
      expect(endOf(RECONCILE_WAIT_MAX_S, lateMs)).toBe('not_found');
      expect(endOf(900, lateMs)).toBe('needs_review');
    },
  );
});
