// The faults that wait for their requests, in the order they were added; each request meets at most one.
import {
  type Fault,
  type FaultInput,
  type FaultPlay,
  type FaultTarget,
  faultSchema,
  meets,
} from './fault.ts';

export interface WaitingFault extends Fault {
  readonly id: number;
  /** Requests it has met so far. */
  readonly met: number;
}

export interface FaultList {
  /** Throws when the fault is not well formed. @returns its id */
  add(input: FaultInput): number;
  /** The fault this request meets, counted down; undefined for none. */
  take(call: FaultTarget): FaultPlay | undefined;
  list(): readonly WaitingFault[];
  /** One fault by its id, or all. */
  clear(id?: number): void;
}

/** More waiting faults than this are a script out of control. */
export const FAULTS_MAX = 1_000;

export function createFaultList(): FaultList {
  let nextId = 1;
  let waiting: readonly WaitingFault[] = [];

  function replace(fault: WaitingFault, by: WaitingFault | undefined): void {
    waiting = waiting.flatMap((other) => (other.id !== fault.id ? [other] : by === undefined ? [] : [by]));
  }

  return {
    add(input) {
      if (waiting.length >= FAULTS_MAX)
        throw new RangeError('Too many faults are waiting; clear some first.');
      const fault = { ...faultSchema.parse(input), id: nextId, met: 0 };
      nextId += 1;
      waiting = [...waiting, fault];
      return fault.id;
    },
    take(call) {
      for (const fault of waiting) {
        if (!meets(fault.match, call)) continue;
        if (fault.skip > 0) {
          replace(fault, { ...fault, skip: fault.skip - 1 });
          continue;
        }
        const times = fault.times === null ? null : fault.times - 1;
        replace(fault, times === 0 ? undefined : { ...fault, times, met: fault.met + 1 });
        return fault.play;
      }
      return undefined;
    },
    list: () => waiting,
    clear(id) {
      waiting = id === undefined ? [] : waiting.filter((fault) => fault.id !== id);
    },
  };
}
