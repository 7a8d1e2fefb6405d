// Cuts a stream of HTTP/1.1 into whole messages. Changes no byte; knows lengths and chunks, nothing else.

export interface HttpMessage {
  /** As it came. */
  readonly bytes: Buffer;
  readonly startLine: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the body begins in `bytes`. */
  readonly bodyAt: number;
}

export interface HttpReader {
  /** Messages that are complete now. */
  readonly push: (chunk: Buffer) => readonly HttpMessage[];
  /** What came of a message that is not complete. */
  readonly rest: () => Buffer;
}

const HEAD_END = '\r\n\r\n';
const NO_BODY = /^HTTP\/1\.1 (?:1\d\d|204|304)/;

export function createHttpReader(): HttpReader {
  let rest = Buffer.alloc(0);
  return {
    push(chunk) {
      rest = Buffer.concat([rest, chunk]);
      const messages: HttpMessage[] = [];
      for (;;) {
        const message = firstOf(rest);
        if (message === undefined) return messages;
        messages.push(message);
        rest = rest.subarray(message.bytes.length);
      }
    },
    rest: () => rest,
  };
}

function firstOf(bytes: Buffer): HttpMessage | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const bodyAt = headEnd + HEAD_END.length;
  const end = endOfBody(bytes, bodyAt, startLine, headers);
  if (end === undefined || end > bytes.length) return undefined;
  return { bytes: bytes.subarray(0, end), startLine, headers, bodyAt };
}

function endOfBody(
  bytes: Buffer,
  bodyAt: number,
  startLine: string,
  headers: Readonly<Record<string, string>>,
): number | undefined {
  if (NO_BODY.test(startLine)) return bodyAt;
  if (headers['transfer-encoding'] === 'chunked') return endOfChunks(bytes, bodyAt);
  return bodyAt + Number(headers['content-length'] ?? 0);
}

function endOfChunks(bytes: Buffer, from: number): number | undefined {
  for (let at = from; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (size === 0) return at;
    if (at > bytes.length) return undefined;
  }
}
