// What holds beside money: no update lost, everything comes to rest, answers in time, no secret anywhere.
import { FAULTS_WAITING_MAX, type Facts } from './facts.ts';
import type { Findings } from './findings.ts';
import type { Invariant } from './invariants.ts';

/** From the start of the process (S3). */
export const ANSWER_WITHIN_MS = 5_000;
/** Judged apart where the machine is shared: it says as much about the machine as about the bot. */
export const ANSWERS_IN_TIME: Invariant = 'S3 a restarted bot answers within 5 s';

/** An update whose handling is broken off is handed over again, so often in all. */
const HANDED_OVER_MAX = 5;

export function checkSystem(facts: Facts, { check }: Findings): void {
  const { made, lost, unhandled, waitingAtTelegram } = facts.updates;
  for (let index = 0; index < made - lost.length; index += 1) check('S1 no update is lost', true, () => '');
  for (const updateId of lost) check('S1 no update is lost', false, () => `update ${updateId}`);
  check('S1 the inbox is empty', unhandled === 0, () => `${unhandled} not handled`);
  const mostGivenUp = Math.floor(facts.interruptions / HANDED_OVER_MAX);
  check('S1 updates given up are few', facts.givenUp <= mostGivenUp, () => {
    return `${facts.givenUp} of at most ${mostGivenUp}`;
  });
  check('S3 Telegram holds nothing back', waitingAtTelegram === 0, () => `${waitingAtTelegram} wait`);
  check('S3 the outbox is empty', facts.noticesWaiting === 0, () => `${facts.noticesWaiting} wait`);
  for (const ms of facts.answers) {
    check(ANSWERS_IN_TIME, ms <= ANSWER_WITHIN_MS, () => `${Math.round(ms)} ms`);
  }
  for (const ms of facts.takeovers) {
    check('S3 another answers while one stands still', ms !== undefined, () => 'no answer came');
  }
  check('S3 the bot ends only when it is ended', facts.ownEnds.length === 0, () => facts.ownEnds.join('; '));
  const { signedAfterForget, leftOfForgotten, forgotten } = facts;
  if (forgotten.size > 0) {
    check('S4 nothing is signed with a forgotten key', signedAfterForget.length === 0, () => {
      return signedAfterForget.join('; ');
    });
    check('S4 nothing is left of who was forgotten', leftOfForgotten.length === 0, () => {
      return leftOfForgotten.join('; ');
    });
  }
  check('H2 no person of the run breaks', facts.broken.length === 0, () => facts.broken.join('; '));
  const { planned, played, withoutRoom } = facts.faults;
  const isPlayed = planned - played <= FAULTS_WAITING_MAX && withoutRoom <= planned;
  check('H1 the faults that were planned are played', isPlayed, () => {
    return `${planned} planned, ${played} played, no room ${withoutRoom} times`;
  });
  for (let index = 0; index < facts.searched - facts.secrets.length; index += 1) {
    check('S6 no secret in a log, a table or a chat', true, () => '');
  }
  for (const place of facts.secrets) check('S6 no secret in a log, a table or a chat', false, () => place);
}
