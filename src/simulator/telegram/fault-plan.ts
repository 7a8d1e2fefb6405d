// Faults a test asks for, by method and chat, each a number of times. It only says which fault is due;
// bot-api-http.ts plays it.

export type FaultKind = 'http' | 'html502' | 'lost-answer' | 'reset' | 'hang' | 'slow' | 'repeat-batch';

export interface FaultRequest {
  /** A Bot API method, or `*` for every one. */
  readonly method: string;
  readonly chatId?: number | undefined;
  /**
   * `http`: a refusal with `status`; `html502`: a page of HTML with `status` (502); `lost-answer`: done, but the
   * connection ends without an answer; `reset`: connection reset, nothing done; `hang`: nothing done, never
   * answered; `slow`: done and answered after `delayMs`; `repeat-batch`: the next batch of getUpdates comes twice.
   */
  readonly kind: FaultKind;
  readonly status?: number | undefined;
  readonly description?: string | undefined;
  /** Seconds, with status 429. */
  readonly retryAfter?: number | undefined;
  readonly delayMs?: number | undefined;
  /** How often; 1 when absent. */
  readonly times?: number | undefined;
}

export interface Fault extends FaultRequest {
  readonly id: number;
  readonly left: number;
  readonly played: number;
}

export interface FaultPlan {
  add(request: FaultRequest): Fault;
  list(): readonly Fault[];
  clear(): void;
  /** The fault due for this call, counted as played. */
  take(method: string, chatId: number | undefined): Fault | undefined;
  takeBatchRepeat(): boolean;
}

function matches(fault: Fault, method: string, chatId: number | undefined): boolean {
  const sameMethod = fault.method === '*' || fault.method.toLowerCase() === method.toLowerCase();
  return fault.left > 0 && sameMethod && (fault.chatId === undefined || fault.chatId === chatId);
}

export function createFaultPlan(played: (kind: FaultKind) => void): FaultPlan {
  const faults: Fault[] = [];
  const play = (isDue: (fault: Fault) => boolean): Fault | undefined => {
    const index = faults.findIndex(isDue);
    const fault = faults[index];
    if (fault === undefined) return undefined;
    faults[index] = { ...fault, left: fault.left - 1, played: fault.played + 1 };
    played(fault.kind);
    return fault;
  };
  return {
    add(request) {
      const fault = { ...request, id: faults.length + 1, left: request.times ?? 1, played: 0 };
      faults.push(fault);
      return fault;
    },
    list: () => [...faults],
    clear() {
      faults.forEach((fault, index) => {
        faults[index] = { ...fault, left: 0 };
      });
    },
    take: (method, chatId) =>
      play((fault) => fault.kind !== 'repeat-batch' && matches(fault, method, chatId)),
    takeBatchRepeat: () => play((fault) => fault.kind === 'repeat-batch' && fault.left > 0) !== undefined,
  };
}
