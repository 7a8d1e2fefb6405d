// What may be logged of an error: its kind. Messages and causes may carry what must not be logged.

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
