// How this process is asked to end, one call a request. Knows nothing of what ends.

/**
 * One Ctrl-C may come twice: the terminal signals everyone in its group, npm among them, and npm hands it on to its
 * script. Nobody presses twice within this time and means it.
 */
const SAME_PRESS_MS = 500;

/** Where signals come from: `process`, outside of tests. */
export interface SignalSource {
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/**
 * Calls `stop` for SIGTERM and for each press of Ctrl-C.
 * @param now a steady clock, ms
 */
export function onStopSignal(source: SignalSource, stop: () => void, now: () => number): void {
  let pressedAt = Number.NEGATIVE_INFINITY;
  source.on('SIGINT', () => {
    const isEcho = now() - pressedAt < SAME_PRESS_MS;
    if (isEcho) return;
    pressedAt = now();
    stop();
  });
  source.on('SIGTERM', stop);
}
