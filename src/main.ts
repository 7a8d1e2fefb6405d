// npm start: settings → bot → signals. One way down, with a deadline; what is `sending` then is left to the next start.
import { StartProblem } from './compose/start-problem.ts';
import { onStopSignal } from './compose/stop-signals.ts';
import { type Config, loadConfig } from './config.ts';
import { createLog, createScrubber, type Scrubber } from './log.ts';

/** After a signal: what has not ended by then is left where it stands. */
const STOP_WITHIN_MS = 10_000;

function printProblems(problems: readonly string[]): void {
  const [only] = problems;
  const text =
    problems.length === 1
      ? `${only}\n`
      : `Earnest cannot start:\n${problems.map((one) => `- ${one}\n`).join('')}`;
  process.stderr.write(text);
}

function registerSecrets(scrubber: Scrubber, { botToken, databaseUrl, masterKeys, updates }: Config): void {
  const token = botToken.reveal();
  scrubber.register(token);
  scrubber.register(token.slice(token.indexOf(':') + 1));
  if (databaseUrl !== undefined) {
    scrubber.register(databaseUrl.reveal());
    const { password } = new URL(databaseUrl.reveal());
    scrubber.register(password);
    scrubber.register(decodeURIComponent(password));
  }
  for (const key of masterKeys?.reveal().split(',') ?? [])
    scrubber.register(key.slice(key.indexOf(':') + 1).trim());
  if (updates.kind === 'webhook') scrubber.register(updates.secret.reveal());
}

async function start(config: Config): Promise<void> {
  const scrubber = createScrubber();
  const log = createLog({ level: config.logLevel, scrubber });

  // From here on nothing reaches the platform's own printing of errors, which quotes what it failed on.
  const crash = (event: string) => (error: unknown) => {
    log.error(event, { error: error instanceof Error ? error : new Error('not an error') });
    process.exit(1);
  };
  process.on('uncaughtException', crash('process.uncaught'));
  process.on('unhandledRejection', crash('process.unhandled'));
  registerSecrets(scrubber, config);

  let exitCode = 0;
  const fail = (error: unknown): void => {
    if (error instanceof StartProblem) printProblems(error.problems);
    else log.error('start.failed', { error: error instanceof Error ? error : new Error('not an error') });
    exitCode = 1;
    process.exitCode = 1;
    void stop();
  };

  // Loaded only now, so that a problem of the settings is said at once. `stop` stands below: nothing can fail or be
  // signalled before this turn of the loop has ended.
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const starting = import('./compose/run-bot.ts').then(({ runBot }) =>
    runBot({ config, log, print, onFailure: fail }),
  );

  let stopping = false;
  const stop = async (): Promise<void> => {
    // A second signal: at once. Rows that are still held are free in four seconds.
    if (stopping) process.exit(exitCode);
    stopping = true;
    setTimeout(() => {
      log.warn('stop.deadline');
      process.exit(exitCode);
    }, STOP_WITHIN_MS).unref();
    try {
      await (await starting).stop();
    } catch (error) {
      if (exitCode === 0) log.warn('stop.incomplete', { error });
    }
    process.exit(exitCode);
  };
  onStopSignal(
    process,
    () => void stop(),
    () => performance.now(),
  );
  // Started by another process over a channel (the demo): when that one is gone, nobody else would end this one.
  const orphaned = () => stopping || void stop();
  process.once('disconnect', orphaned);
  if (process.connected === false) orphaned();
  starting.catch(fail);
}

const loaded = loadConfig();
if (loaded.ok) await start(loaded.config);
else {
  printProblems(loaded.problems);
  process.exitCode = 1;
}
