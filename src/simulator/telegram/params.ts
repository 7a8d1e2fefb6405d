// Reads the parameters of a Bot API call, which come as JSON, as a form or in the query, and so may be text where
// a number, a flag or an object is meant. Untrusted input: every reader checks what it returns.

export interface Upload {
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

export interface MethodCall {
  readonly method: string;
  readonly params: ReadonlyMap<string, unknown>;
  readonly uploads: ReadonlyMap<string, Upload>;
  readonly signal: AbortSignal;
}

/** Text; numbers are read as their digits. undefined when absent or of another kind. */
export function textOf(call: MethodCall, name: string): string | undefined {
  const value = call.params.get(name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** A whole number, also from its digits. */
export function integerOf(call: MethodCall, name: string): number | undefined {
  const text = textOf(call, name);
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

export function flagOf(call: MethodCall, name: string): boolean {
  const value = call.params.get(name);
  return value === true || value === 1 || value === 'true' || value === 'True' || value === '1';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A nested value: an object or a list, or the JSON text of one. Text that is no JSON gives the text. */
export function nestedOf(call: MethodCall, name: string): unknown {
  const value = call.params.get(name);
  if (typeof value !== 'string') return value;
  return value.trim() === '' ? undefined : (parseJson(value) ?? value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordOf(call: MethodCall, name: string): Readonly<Record<string, unknown>> | undefined {
  const value = nestedOf(call, name);
  return isRecord(value) ? value : undefined;
}

/** A list of texts, or undefined when the parameter is absent or no list. */
export function textsOf(call: MethodCall, name: string): readonly string[] | undefined {
  const value = nestedOf(call, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function entriesOf(form: FormData): Promise<readonly (readonly [string, string | Upload])[]> {
  return Promise.all(
    [...form.entries()].map(async ([name, value]): Promise<readonly [string, string | Upload]> => {
      if (typeof value === 'string') return [name, value];
      const bytes = new Uint8Array(await value.arrayBuffer());
      return [name, { fileName: value.name, mimeType: value.type, bytes }];
    }),
  );
}

async function readJson(request: Request): Promise<readonly (readonly [string, unknown])[] | undefined> {
  const body = parseJson(await request.text());
  return isRecord(body) ? Object.entries(body) : undefined;
}

/** Reads a call from its request; undefined when the body is not what its content type says. */
export async function readCall(request: Request, method: string): Promise<MethodCall | undefined> {
  const params = new Map<string, unknown>(new URL(request.url).searchParams);
  const uploads = new Map<string, Upload>();
  const type = request.headers.get('content-type') ?? '';
  const { signal } = request;
  if (request.method === 'GET' || type === '') return { method, params, uploads, signal };
  if (type.includes('application/json')) {
    const entries = await readJson(request);
    if (entries === undefined) return undefined;
    for (const [name, value] of entries) params.set(name, value);
    return { method, params, uploads, signal };
  }
  const form = await request.formData().catch(() => undefined);
  if (form === undefined) return undefined;
  for (const [name, value] of await entriesOf(form)) {
    if (typeof value === 'string') params.set(name, value);
    else uploads.set(name, value);
  }
  return { method, params, uploads, signal };
}
