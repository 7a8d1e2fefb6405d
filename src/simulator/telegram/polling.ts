// getUpdates: long polling with offsets, one poller at a time. The queue itself is update-queue.ts.
import { ok } from '../../domain/result.ts';
import type { FaultPlan } from './fault-plan.ts';
import { conflict, type Reply } from './refusal.ts';
import type { TgUpdate } from './types.ts';
import type { World } from './world.ts';

export interface PollRequest {
  /** 0 = none; negative counts from the newest. */
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  /** undefined keeps what was asked last. */
  readonly allowedUpdates: readonly string[] | undefined;
}

export interface Polling {
  /** Answers at once when updates wait, else after the timeout. An aborted poll takes nothing. */
  poll(request: PollRequest, signal: AbortSignal): Promise<Reply>;
  /** Ends the open poll with a conflict. */
  interrupt(detail: string): void;
  isOpen(): boolean;
  close(): void;
}

/** Documented limits of getUpdates. */
const LIMIT_MAX = 100;
const TIMEOUT_MAX_SECONDS = 50;

const TAKEN_OVER = 'terminated by other getUpdates request; make sure that only one bot instance is running';
const WEBHOOK_IS_SET =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

interface OpenPoll {
  settle(reply: Reply): void;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

export function createPolling(
  world: Pick<World, 'memory' | 'queue' | 'changed'>,
  faults: FaultPlan,
): Polling {
  const { memory, queue } = world;
  let open: OpenPoll | undefined;
  /** A batch that is given a second time, although it was confirmed. */
  let again: readonly TgUpdate[] = [];

  const nextBatch = (limit: number): readonly TgUpdate[] => {
    const repeated = again;
    again = [];
    if (repeated.length > 0) return repeated;
    const batch = queue.take(limit);
    if (batch.length > 0 && faults.takeBatchRepeat()) again = batch;
    return batch;
  };

  const wait = (limit: number, timeoutSeconds: number, signal: AbortSignal) =>
    new Promise<Reply>((resolve) => {
      const poll: OpenPoll = {
        settle(reply) {
          clearTimeout(timer);
          stopListening();
          signal.removeEventListener('abort', onAbort);
          if (open === poll) open = undefined;
          resolve(reply);
        },
      };
      const onAbort = () => poll.settle(ok([]));
      const timer = setTimeout(() => poll.settle(ok([])), timeoutSeconds * 1000);
      const stopListening = queue.onPush(() => poll.settle(ok(nextBatch(limit))));
      signal.addEventListener('abort', onAbort);
      open = poll;
    });

  const interrupt = (detail: string) => open?.settle(conflict(detail));

  return {
    async poll(request, signal) {
      if (memory.webhook.url !== '') return conflict(WEBHOOK_IS_SET);
      interrupt(TAKEN_OVER);
      if (request.allowedUpdates !== undefined) memory.allowedUpdates = request.allowedUpdates;
      queue.confirm(request.offset);
      const limit = clamp(request.limit, 1, LIMIT_MAX);
      const batch = nextBatch(limit);
      const timeoutSeconds = clamp(request.timeoutSeconds, 0, TIMEOUT_MAX_SECONDS);
      if (batch.length > 0 || timeoutSeconds === 0 || signal.aborted) return ok(batch);
      return wait(limit, timeoutSeconds, signal);
    },
    interrupt,
    isOpen: () => open !== undefined,
    close: () => open?.settle(ok([])),
  };
}
