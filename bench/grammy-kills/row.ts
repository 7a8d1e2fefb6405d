// What is asked of one row of the table, and what it gives. Plain data.
import type { Contender } from './contender.ts';
import type { Counts } from './count.ts';

export interface Lives {
  readonly id: 'short' | 'long';
  readonly leastMs: number;
  readonly mostMs: number;
  /** Mean time between two taps, ms. */
  readonly gapMs: number;
  /** People hold back while so many taps wait at Telegram. */
  readonly waitingTapsMax: number;
}

export interface Plan {
  readonly contender: Contender;
  readonly lives: Lives;
  /** Ends with fewer when the time is up. */
  readonly deposits: number;
  readonly minutes: number;
  readonly people: number;
  readonly seed: number;
}

export interface Progress {
  readonly told: number;
  readonly kills: number;
}

export interface Row {
  readonly bot: Contender['id'];
  readonly title: string;
  readonly lives: Lives;
  readonly seed: number;
  readonly people: number;
  readonly rounds: number;
  readonly cardsMissed: number;
  readonly counts: Counts;
  /** How often deposits were told in which words; '' for those never told. */
  readonly words: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly endedByItself: number;
  /** Time at work while being killed, s. */
  readonly livedSeconds: number;
  readonly startMedianMs: number;
  readonly seconds: number;
  /** Load average of the machine over the last five minutes of the row. */
  readonly load: number;
  readonly cores: number;
  readonly node: string;
}

/** A row as it is kept: with the day it was measured and the commit, empty where there is no repository. */
export interface KeptRow extends Row {
  readonly on: string;
  readonly commit: string;
}
