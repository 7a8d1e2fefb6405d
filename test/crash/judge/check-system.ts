// What holds beside money: no update lost, everything comes to rest, answers in time, no secret anywhere.
import type { Facts } from './facts.ts';
import type { Findings } from './findings.ts';

/** From the start of the process (S3). */
export const ANSWER_WITHIN_MS = 5_000;
/** Judged apart where the machine is shared: it says as much about the machine as about the bot. */
export const ANSWERS_IN_TIME = 'S3 a restarted bot answers within 5 s';

export function checkSystem(facts: Facts, { check }: Findings): void {
  const { made, lost, unhandled, waitingAtTelegram } = facts.updates;
  for (let index = 0; index < made - lost.length; index += 1) check('S1 no update is lost', true, () => '');
  for (const updateId of lost) check('S1 no update is lost', false, () => `update ${updateId}`);
  check('S1 the inbox is empty', unhandled === 0, () => `${unhandled} not handled`);
  check('S3 Telegram holds nothing back', waitingAtTelegram === 0, () => `${waitingAtTelegram} wait`);
  check('S3 the outbox is empty', facts.noticesWaiting === 0, () => `${facts.noticesWaiting} wait`);
  for (const ms of facts.answers) {
    check(ANSWERS_IN_TIME, ms <= ANSWER_WITHIN_MS, () => `${Math.round(ms)} ms`);
  }
  check('S3 the bot ends only when it is ended', facts.ownEnds.length === 0, () => facts.ownEnds.join('; '));
  const { signedAfterForget, forgotten } = facts;
  if (forgotten.size > 0) {
    check('S4 nothing is signed with a forgotten key', signedAfterForget.length === 0, () => {
      return signedAfterForget.join('; ');
    });
  }
  for (let index = 0; index < facts.searched - facts.secrets.length; index += 1) {
    check('S6 no secret in a log, a table or a chat', true, () => '');
  }
  for (const place of facts.secrets) check('S6 no secret in a log, a table or a chat', false, () => place);
}
