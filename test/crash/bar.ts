// A progress bar of text, for runs that take long. Pure.

/** @param done more than all of them counts as all */
export function viewBar(done: number, all: number, width: number): string {
  const full = Math.floor(width * Math.min(1, done / Math.max(1, all)));
  return '█'.repeat(full).padEnd(width, '░');
}
