// Answers of the simulated exchange as plain data, and the shapes its refusals are known to have.
import { stringifyExact } from '../../exchange/json.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request led to; `executed` is true when money or a renewal flag really changed. */
export interface Processed {
  readonly answer: Answer;
  readonly executed: boolean;
}

/** JSON shapes A, B and C of a refusal; D is HTTP 200 with `success: false`. */
export type RefusalShape = 'A' | 'B' | 'C' | 'D';

const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' };
const HTML_HEADERS = { 'content-type': 'text/html' };

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, headers: JSON_HEADERS, body: stringifyExact(value) };
}

/** The kind of page a content network puts before a host that is in trouble. */
export function htmlAnswer(status: number): Answer {
  const body = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Please try again later</h1></body></html>`;
  return { status, headers: HTML_HEADERS, body };
}

export function emptyAnswer(status: number): Answer {
  return { status, headers: {}, body: '' };
}

const ERROR_NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  451: 'Unavailable For Legal Reasons',
};

export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** Exchange clock, Unix ms; told by shape A. */
  readonly at: number;
}

export function refusalAnswer(shape: RefusalShape, { status, code, message, at }: Refusal): Answer {
  switch (shape) {
    case 'A':
      return jsonAnswer(status, { code, msg: message, time: at, data: null, success: false });
    case 'B':
      return jsonAnswer(status, { status, errorCode: code, message, extraData: null });
    case 'C':
      return jsonAnswer(status, { status, error: ERROR_NAMES[status] ?? 'Error', code, message });
    case 'D':
      return jsonAnswer(200, { success: false });
  }
}

/** 401 in the one shape that is documented for it. */
export function unauthorizedAnswer(at: number): Answer {
  const message = 'UNAUTHORIZED: Authentication Failed';
  return refusalAnswer('A', { status: 401, code: 10002, message, at });
}
