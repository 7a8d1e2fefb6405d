// Who waits for a slot of a budget: interactive calls first, each kind in order of arrival. Buys nothing.
import type { Priority } from '../app/ports.ts';

export interface SlotQueue {
  /** Resolves to whether a slot was granted. `deadline` in ms of the budget's clock. */
  wait(priority: Priority, deadline: number): Promise<boolean>;
  count(priority: Priority): number;
  isEmpty(): boolean;
  grantNext(): void;
  refuseLate(now: number): void;
  refuseAll(): void;
  failAll(error: unknown): void;
}

interface Waiter {
  readonly priority: Priority;
  readonly deadline: number;
  readonly settle: (got: boolean) => void;
  readonly fail: (error: unknown) => void;
}

export function createSlotQueue(): SlotQueue {
  const waiting: Waiter[] = [];
  const isInteractive = ({ priority }: Waiter): boolean => priority === 'interactive';
  return {
    wait: (priority, deadline) =>
      new Promise((settle, fail) => {
        waiting.push({ priority, deadline, settle, fail });
      }),
    count: (wanted) => waiting.filter(({ priority }) => priority === wanted).length,
    isEmpty: () => waiting.length === 0,
    grantNext() {
      waiting.splice(Math.max(0, waiting.findIndex(isInteractive)), 1)[0]?.settle(true);
    },
    refuseLate(now) {
      for (const late of waiting.filter(({ deadline }) => deadline < now)) {
        waiting.splice(waiting.indexOf(late), 1);
        late.settle(false);
      }
    },
    refuseAll() {
      for (const waiter of waiting.splice(0)) waiter.settle(false);
    },
    failAll(error) {
      for (const waiter of waiting.splice(0)) waiter.fail(error);
    },
  };
}
