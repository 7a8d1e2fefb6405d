// The readers of the gates: however a stream is cut, every byte goes on in order, and what it says is understood.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHttpReader } from './http-wire.ts';
import { createClientReader, createServerReader } from './postgres-wire.ts';
import { stepOf } from './steps-of-database.ts';

const text = (value: string): Buffer => Buffer.from(`${value}\0`);

function whole(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 2) buffer.writeInt16BE(value);
  else buffer.writeInt32BE(value);
  return buffer;
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), whole(body.length + 4, 4), body]);
}

const greeting = Buffer.concat([whole(8 + 5, 4), whole(196_608, 4), text('user')]);

function bind(statement: string, params: readonly (string | undefined)[]): Buffer {
  const values = params.flatMap((param) =>
    param === undefined ? [whole(-1, 4)] : [whole(Buffer.byteLength(param), 4), Buffer.from(param)],
  );
  return message(
    'B',
    text(''),
    text(statement),
    whole(0, 2),
    whole(params.length, 2),
    ...values,
    whole(0, 2),
  );
}

/** The stream in pieces of these lengths, the last one whatever is left. */
function pieces(stream: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    found.push(stream.subarray(at, at + length));
    at += length;
  }
  return [...found, stream.subarray(at)];
}

const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });

describe('a stream to Postgres', () => {
  const parse = message('P', text('s1'), text('select $1, $2'), whole(0, 2));
  const stream = Buffer.concat([
    greeting,
    message('Q', text('begin')),
    ...[parse, message('D', text('Ss1')), message('H')],
    ...[bind('s1', ['zwölf', undefined]), message('E', text(''), whole(0, 4)), message('S')],
    ...[bind('s1', ['13', '']), message('E', text(''), whole(0, 4)), message('S')],
    message('Q', text('commit')),
    message('X'),
  ]);

  it('is understood wherever it is cut, and no byte is lost', () => {
    fc.assert(
      fc.property(cuts, (lengths) => {
        const read = createClientReader();
        const groups = pieces(stream, lengths).flatMap((piece) => read(piece));
        expect(Buffer.concat(groups.map(({ bytes }) => bytes))).toEqual(stream);
        expect(groups.flatMap(({ statement }) => (statement === undefined ? [] : [statement]))).toEqual([
          { text: 'begin', params: [] },
          { text: 'select $1, $2', params: ['zwölf', undefined] },
          { text: 'select $1, $2', params: ['13', ''] },
          { text: 'commit', params: [] },
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a stream from Postgres', () => {
  const answer = (tag: string) => [message('C', text(tag)), message('Z', Buffer.from('I'))];
  const stream = Buffer.concat([
    message('R', whole(0, 4)),
    message('Z', Buffer.from('I')),
    ...answer('UPDATE 3'),
    message('A', whole(7, 4), text('earnest_wake'), text('')),
    ...answer('INSERT 0 1'),
    ...answer('COMMIT'),
  ]);

  it('is understood wherever it is cut: where each answer ends, and how many rows it speaks of', () => {
    fc.assert(
      fc.property(cuts, (lengths) => {
        const read = createServerReader();
        const parts = pieces(stream, lengths).flatMap((piece) => read(piece));
        expect(Buffer.concat(parts.map(({ bytes }) => bytes))).toEqual(stream);
        expect(parts.filter(({ ready }) => ready)).toHaveLength(4);
        expect(parts.flatMap(({ rows }) => (rows === undefined ? [] : [rows]))).toEqual([3, 1]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a stream of HTTP', () => {
  const stream = Buffer.from(
    [
      'POST /spot/api/v3.2/invest/deposit HTTP/1.1\r\nRequest-Nonce: 5\r\nContent-Length: 12\r\n\r\n{"amount":1}',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n3;x=1\r\nefg\r\n0\r\n\r\n',
      'GET /spot/api/v3.2/invest/orders HTTP/1.1\r\nhost: x\r\n\r\n',
      'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n',
    ].join(''),
  );

  it('is cut into its messages wherever it arrives in pieces', () => {
    fc.assert(
      fc.property(cuts, (lengths) => {
        const reader = createHttpReader();
        const found = pieces(stream, lengths).flatMap((piece) => reader.push(piece));
        expect(Buffer.concat(found.map(({ bytes }) => bytes))).toEqual(stream);
        expect(found.map(({ startLine }) => startLine.split(' ')[0])).toEqual([
          'POST',
          'HTTP/1.1',
          'GET',
          'HTTP/1.1',
        ]);
        expect(found[0]?.headers).toEqual({ 'request-nonce': '5', 'content-length': '12' });
        expect(found[0]?.bytes.toString('utf8', found[0].bodyAt)).toBe('{"amount":1}');
        expect(reader.rest()).toHaveLength(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a statement of the bot', () => {
  it('has the name that the crash points use', () => {
    const claim = (table: string) => `with "picked" as (select 1) update "${table}" set "claimed_by" = $1`;
    const named = [
      ['begin', [], 'begin'],
      ['insert into "inbox" ("bot_id") values ($1)', ['1'], 'accept updates'],
      [claim('chats'), ['me'], 'claim chat'],
      [claim('notices'), ['me'], 'other'],
      [claim('operations'), ['me', 'confirmed'], 'claim confirmed'],
      [claim('operations'), ['me', 'unknown'], 'other'],
      [
        'update "operations" set "state" = $1 where "state" in ($2)',
        ['sending', 'confirmed'],
        'mark sending',
      ],
      ['update "operations" set "state" = $1 where "state" in ($2)', ['unknown', 'sending'], 'store outcome'],
      ['update "operations" set "state" = $1 where "state" in ($2)', ['done', 'unknown'], 'settle'],
      ['update "operations" set "settling" = $1', ['{}'], 'settle'],
      ['update "notices" set "sending" = $1', ['t'], 'mark notice sending'],
      ['update "notices" set "state" = $1', ['sent'], 'mark notice sent'],
      ['update "notices" set "state" = $1', ['dropped'], 'end notice'],
      ['update "notices" set "attempts" = $1', ['2'], 'end notice'],
      ['select 1', [], 'other'],
    ] as const;
    for (const [statement, params, step] of named) expect(stepOf({ text: statement, params })).toBe(step);
  });
});
