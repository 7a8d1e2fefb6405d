// Which functions of the views run while the gallery is drawn, as the engine itself counts them.
import { Session } from 'node:inspector/promises';

export interface DrawnFunction {
  /** Path of its file. */
  readonly file: string;
  readonly name: string;
}

/** Functions of files whose path holds `folder` that `draw` called at least once. */
export async function functionsCalled(folder: string, draw: () => void): Promise<readonly DrawnFunction[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    // What ran before does not count.
    await session.post('Profiler.takePreciseCoverage');
    draw();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url.includes(folder))
      .flatMap(({ url, functions }) =>
        functions
          .filter(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0)
          .map(({ functionName }) => ({ file: url, name: functionName })),
      );
  } finally {
    session.disconnect();
  }
}
