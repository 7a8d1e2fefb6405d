// The tables say null where the domain says undefined.

export function optional<Value>(value: Value | null): Value | undefined {
  return value === null ? undefined : value;
}

/** The columns of a patch: what may be undefined outside may be null in its column. */
export type Columns<Patch> = {
  [Key in keyof Patch]: undefined extends Required<Patch>[Key]
    ? Exclude<Patch[Key], undefined> | null
    : Required<Patch>[Key];
};

/** A key that is there with `undefined` clears its column; a key that is absent leaves it. */
export function columnsOf<Patch extends object>(patch: Patch): Columns<Patch> {
  const entries = Object.entries(patch).map(([key, value]: [string, unknown]) => [key, value ?? null]);
  return Object.fromEntries(entries) as Columns<Patch>;
}
