// What a Store suite runs on: stores of several instances over one state, and the death of an instance.
import type { Claimed, Store } from '../../../src/app/store.ts';

export interface StoreRig {
  /** The store of a living instance. */
  readonly as: (instanceId: string) => Promise<Store>;
  /** The instance missed its heartbeats; its store goes on answering, as a stopped process does when it wakes. */
  readonly expire: (instanceId: string) => Promise<void>;
}

/** An empty rig. */
export type OpenRig = () => Promise<StoreRig>;

/** The only one claimed; throws when there is none or more. */
export function only<Row>(claimed: readonly Claimed<Row>[]): Claimed<Row> {
  const [first, ...rest] = claimed;
  if (first === undefined || rest.length > 0) throw new Error(`${claimed.length} rows were claimed, not one`);
  return first;
}

export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('nothing there');
  return value;
}
