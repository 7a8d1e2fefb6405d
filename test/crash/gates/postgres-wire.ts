// Just enough of Postgres' wire protocol to know which statement a client is sending and when its answer is complete.
// Changes no byte.

export interface Statement {
  readonly text: string;
  /** As text; undefined for null. */
  readonly params: readonly (string | undefined)[];
}

/** Bytes of a client up to where it waits for the server. */
export interface ClientGroup {
  readonly bytes: Buffer;
  /** Undefined: greeting, flush or farewell, which is answered without ReadyForQuery. */
  readonly statement: Statement | undefined;
}

/** Bytes of a server: whole messages. */
export interface ServerPart {
  readonly bytes: Buffer;
  /** The last message is ReadyForQuery: the answer is complete. */
  readonly ready: boolean;
  /** Rows that the statement changed or gave, where its completion says so. */
  readonly rows: number | undefined;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;
const byte = (letter: string): number => letter.charCodeAt(0);
const [PARSE, BIND, QUERY, SYNC, FLUSH, TERMINATE, PASSWORD] = [...'PBQSHXp'].map(byte);
const [READY, COMPLETE] = [...'ZC'].map(byte);

export function createClientReader(): (chunk: Buffer) => readonly ClientGroup[] {
  const texts = new Map<string, string>();
  let rest = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let statement: Statement | undefined;
  let greeted = false;

  const note = (type: number | undefined, body: Buffer): void => {
    if (type === QUERY) statement = { text: textAt(body, 0).text, params: [] };
    if (type === PARSE) {
      const name = textAt(body, 0);
      texts.set(name.text, textAt(body, name.end).text);
    }
    if (type === BIND) {
      const portal = textAt(body, 0);
      const name = textAt(body, portal.end);
      statement = { text: texts.get(name.text) ?? '', params: paramsAt(body, name.end) };
    }
  };

  const group = (found: Statement | undefined): ClientGroup => {
    const bytes = Buffer.concat(parts);
    parts = [];
    if (found !== undefined) statement = undefined;
    return { bytes, statement: found };
  };

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const groups: ClientGroup[] = [];
    for (;;) {
      const typed = greeted ? TYPE_BYTES : 0;
      if (rest.length < typed + LENGTH_BYTES) return groups;
      const end = typed + rest.readUInt32BE(typed);
      if (rest.length < end) return groups;
      const message = rest.subarray(0, end);
      rest = rest.subarray(end);
      parts.push(message);
      const type = greeted ? message[0] : undefined;
      greeted = true;
      note(type, message.subarray(typed + LENGTH_BYTES));
      if (type === SYNC || type === QUERY) groups.push(group(statement ?? { text: '', params: [] }));
      else if (type === undefined || type === FLUSH || type === TERMINATE || type === PASSWORD) {
        groups.push(group(undefined));
      }
    }
  };
}

export function createServerReader(): (chunk: Buffer) => readonly ServerPart[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const parts: ServerPart[] = [];
    let [start, at] = [0, 0];
    let rows: number | undefined;
    while (rest.length >= at + TYPE_BYTES + LENGTH_BYTES) {
      const end = at + TYPE_BYTES + rest.readUInt32BE(at + TYPE_BYTES);
      if (rest.length < end) break;
      const type = rest[at];
      if (type === COMPLETE) rows = rowsOf(textAt(rest, at + TYPE_BYTES + LENGTH_BYTES).text);
      at = end;
      if (type !== READY) continue;
      parts.push({ bytes: rest.subarray(start, at), ready: true, rows });
      start = at;
      rows = undefined;
    }
    if (at > start) parts.push({ bytes: rest.subarray(start, at), ready: false, rows });
    rest = rest.subarray(at);
    return parts;
  };
}

function textAt(buffer: Buffer, from: number): { readonly text: string; readonly end: number } {
  const end = buffer.indexOf(0, from);
  return { text: buffer.toString('utf8', from, end), end: end + 1 };
}

function paramsAt(body: Buffer, from: number): readonly (string | undefined)[] {
  const formats = body.readUInt16BE(from);
  let at = from + 2 + 2 * formats;
  const count = body.readUInt16BE(at);
  at += 2;
  const params: (string | undefined)[] = [];
  for (let index = 0; index < count; index += 1) {
    const length = body.readInt32BE(at);
    at += LENGTH_BYTES;
    params.push(length < 0 ? undefined : body.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return params;
}

/** "UPDATE 3", "INSERT 0 1", "SELECT 7". */
function rowsOf(tag: string): number | undefined {
  const count = / (\d+)$/.exec(tag)?.[1];
  return count === undefined ? undefined : Number(count);
}
