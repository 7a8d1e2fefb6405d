// The course of a run: the first start is killed while it makes the tables; people connect; rounds of kills; quiet; the
// judgement.
import { loadavg } from 'node:os';
import { createBlows } from './blows.ts';
import type { Answer } from './crew.ts';
import { migrationStep } from './gates/points.ts';
import { checkRun } from './judge/check.ts';
import { ANSWERS_IN_TIME } from './judge/check-system.ts';
import type { Facts } from './judge/facts.ts';
import type { Finding } from './judge/findings.ts';
import { gatherFacts } from './judge/gather-facts.ts';
import type { TableWatch } from './judge/table-watch.ts';
import { comeToRest } from './quiet.ts';
import { createRounds, type Rounds } from './rounds.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import type { Tally } from './tally.ts';

export interface CrashOptions extends StageOptions {
  readonly kills: number;
  /** How long a stopped process stands still at least. */
  readonly stopMs: number;
  /** False where the machine is shared: how soon the bot answers says as much of the others. */
  readonly judgesAnswers: boolean;
  /** Aborted: the run ends at once and judges nothing. */
  readonly signal: AbortSignal;
  readonly onProgress: (kills: number, note: string) => void;
}

export interface CrashResult {
  readonly findings: readonly Finding[];
  readonly facts: Facts;
  readonly tally: Tally;
  readonly faults: Readonly<Record<string, number>>;
  /** Lines of the bot's own log that say how near something was, by their event. */
  readonly logged: Readonly<Record<string, number>>;
  readonly answers: readonly Answer[];
  readonly databaseAnswers: readonly number[];
  readonly kills: number;
  /** Of the machine over the last minutes: late answers say as much of it as of the bot. */
  readonly load: number;
  /** Kept when something did not hold. */
  readonly folder: string | undefined;
  readonly lastLines: readonly string[];
}

const LINES_SHOWN = 80;
const LONG_STOPS_FROM_KILLS = 100;
/** Statements of the first migration that the first kill is aimed at. */
const MIGRATION_STEPS_MAX = 40;
const MIGRATES_WITHIN_MS = 20_000;
const ENDS_WITHIN_MS = 12_000;

/** Undefined when it was aborted. */
export async function runCrashes(options: CrashOptions): Promise<CrashResult | undefined> {
  options.onProgress(0, 'starting the database');
  const stage = await openStage(options);
  let result: CrashResult | undefined;
  try {
    // What still runs of an aborted course finds everything closed, and nobody waits for it.
    result = await Promise.race([play(stage, options), untilAborted(options.signal)]);
    return result;
  } finally {
    await stage.close(result?.folder !== undefined);
  }
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

async function play(stage: Stage, options: CrashOptions): Promise<CrashResult | undefined> {
  const { crew, people, faults, witness, tally } = stage;
  const { signal } = options;
  const progress = (note: string): void => options.onProgress(crew.kills(), note);

  await killWhileMigrating(stage);
  crew.start(stage.instances[0]);
  const tables = stage.watchTables();
  progress('connecting people');
  await people.begin(signal);
  witness.trace('everyone is connected');

  const databaseAnswers: number[] = [];
  const asked: Promise<void>[] = [];
  const afterRestart = (): void => {
    asked.push(timeAnswer(stage, databaseAnswers));
  };
  const rounds = roundsOf(stage, tables, options, afterRestart);
  faults.start();
  while (crew.kills() < options.kills && !signal.aborted) {
    await rounds.play();
    progress('killing');
  }
  if (signal.aborted) return undefined;
  progress('coming to rest');
  await comeToRest({ ...stage, keys: tables.keys });
  await Promise.all(asked);
  for (const instance of crew.up()) {
    instance.signal('SIGTERM');
    await instance.terminated(ENDS_WITHIN_MS);
  }
  if (signal.aborted) return undefined;
  progress('judging');
  const { facts, logged } = await gatherFacts({ ...stage, tables });
  const findings = checkRun(facts).filter(
    ({ invariant }) => options.judgesAnswers || invariant !== ANSWERS_IN_TIME,
  );
  const isGood = findings.every(({ violations }) => violations.length === 0);
  return {
    ...{ findings, facts, tally, logged, databaseAnswers },
    faults: faults.counts(),
    answers: crew.answers,
    kills: crew.kills(),
    load: loadavg()[1] ?? 0,
    folder: isGood ? undefined : stage.folder,
    lastLines: witness.lastLines(LINES_SHOWN),
  };
}

async function timeAnswer({ probes }: Stage, databaseAnswers: number[]): Promise<void> {
  const ms = await probes.ask(performance.now());
  if (ms !== undefined) databaseAnswers.push(ms);
}

function roundsOf(
  stage: Stage,
  tables: TableWatch,
  { stopMs, kills }: CrashOptions,
  afterRestart: () => void,
): Rounds {
  const { people, cluster } = stage;
  const forget = (apiKey: string): Promise<boolean> =>
    people.maySpareOne() ? tables.forget(apiKey, people.leave) : Promise.resolve(false);
  const hasLongStops = kills >= LONG_STOPS_FROM_KILLS;
  const blows = createBlows({ ...stage, stopMs, hasLongStops, afterRestart, forget });
  return createRounds({ ...stage, blows, mayRestart: cluster.restart !== undefined });
}

async function killWhileMigrating({ crew, instances, tally, random }: Stage): Promise<void> {
  const [instance] = instances;
  const step = random.int(1, MIGRATION_STEPS_MAX);
  const isHit = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), MIGRATES_WITHIN_MS);
    instance.traps.arm(migrationStep(step), (hit) => {
      clearTimeout(timer);
      void crew.kill(instance, `at migration step ${step}`).then(() => {
        hit.release('cut');
        resolve(true);
      });
    });
    crew.start(instance);
  });
  instance.traps.disarm();
  if (isHit) tally.hit('migration step k', 'kill');
  else tally.missed('migration step k');
}
