// What a Bot API method is: a call in, its result or a refusal out.
import type { MethodCall } from './params.ts';
import type { Reply } from './refusal.ts';

export type Method = (call: MethodCall) => Reply | Promise<Reply>;

/** Methods by their documented names. */
export type MethodTable = Readonly<Record<string, Method>>;
