import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { createLog, createScrubber, describeError } from '../src/log.ts';

const token = '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0';

const harness = (level = 'info') => {
  const lines: string[] = [];
  const scrubber = createScrubber();
  return { lines, scrubber, log: createLog({ level, scrubber, write: (line) => lines.push(line) }) };
};

describe('a log line', () => {
  it('is one JSON object with time, level, event and fields', () => {
    const { log, lines } = harness();
    log.info('sync.done', { accountId: 'a1', tookMs: 12 });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      accountId: 'a1',
      tookMs: 12,
      msg: 'sync.done',
    });
  });

  it('is left out below the level', () => {
    const { log, lines } = harness('warn');
    log.info('chatter');
    log.warn('careful');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['careful']);
  });

  it('never shows a bot token, wherever it stands', () => {
    const { log, lines } = harness();
    log.warn(`call to https://api.telegram.org/bot${token}/sendMessage`, { nested: { deep: [token] } });
    expect(lines.join('')).not.toContain(token);
    expect(lines.join('')).toContain('[secret]');
  });

  it('never shows a registered secret, plain, escaped or in an address', () => {
    const { log, lines, scrubber } = harness();
    const secret = 'p"ss/wörd&1';
    scrubber.register(secret);
    log.error(secret, { a: secret, url: `postgres://u:${encodeURIComponent(secret)}@h/d` });
    const all = lines.join('');
    expect(all).not.toContain(secret);
    expect(all).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(all).not.toContain(encodeURIComponent(secret));
    expect(() => JSON.parse(all)).not.toThrow();
  });

  it('never shows fields whose name says that they are secret', () => {
    const { log, lines } = harness();
    log.info('x', {
      apiKey: 'planted',
      account: { secret: 'planted', passphrase: 'planted', text: 'planted' },
    });
    expect(lines.join('')).not.toContain('planted');
  });

  it('keeps times and short words readable', () => {
    const { log, lines, scrubber } = harness();
    scrubber.register('12');
    log.info('at', { time: '12:30', count: 12 });
    expect(lines.join('')).toContain('12:30');
  });

  it('describes an error instead of printing it', () => {
    const { log, lines } = harness();
    const error = Object.assign(new Error('planted-message'), {
      kind: 'unavailable',
      code: '57P01',
      parameters: ['planted-parameter'],
      headers: { authorization: 'planted-header' },
    });
    log.error('db.failed', { error });
    expect(lines.join('')).not.toContain('planted');
    expect(JSON.parse(lines[0] ?? '').error).toMatchObject({
      name: 'Error',
      kind: 'unavailable',
      code: '57P01',
    });
  });

  it('describes errors of grammY without their payload and address', () => {
    const { log, lines } = harness();
    log.error('a', {
      error: new HttpError('Network request failed', Object.assign(new Error(token), { code: 'ECONNRESET' })),
    });
    const refused = { ok: false as const, error_code: 400, description: 'planted' };
    log.error('b', { error: new GrammyError('Call failed', refused, 'sendMessage', { text: 'planted' }) });
    expect(lines.join('')).not.toContain('planted');
    expect(lines.join('')).not.toContain(token);
    expect(lines.join('')).toContain('ECONNRESET');
  });
});

describe('the description of an error', () => {
  it('names the place but not the message', () => {
    const facts = describeError(new TypeError('planted\n    at planted (file:///x.ts)'));
    expect(facts.name).toBe('TypeError');
    expect(facts.at?.[0]).toContain('log.test.ts');
    expect(JSON.stringify(facts)).not.toContain('planted');
  });

  it('follows causes a few steps and stops at circles', () => {
    const error = new Error('a');
    error.cause = error;
    expect(describeError(error).cause?.cause?.cause).toBeDefined();
    expect(JSON.stringify(describeError(error))).not.toContain('message');
  });

  it.each([undefined, null, 'planted text', 7])('says only the type of what is no error: %j', (thrown) => {
    expect(describeError(thrown)).toEqual({ name: typeof thrown });
  });

  it('leaves out a kind or code that could be a sentence', () => {
    expect(describeError({ name: 'X', kind: 'a planted sentence', code: { planted: 1 } })).toEqual({
      name: 'X',
    });
  });
});
