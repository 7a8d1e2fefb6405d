// The judgement of a run.
import { checkMoney } from './check-money.ts';
import { checkPushes } from './check-pushes.ts';
import { checkSystem } from './check-system.ts';
import { checkTold } from './check-told.ts';
import type { Facts } from './facts.ts';
import { createFindings, type Finding } from './findings.ts';

/** In a run of so many kills everything comes up: what was never checked then is no proof. */
const ALL_CHECKED_FROM_KILLS = 100;

export function checkRun(facts: Facts): readonly Finding[] {
  const findings = createFindings();
  checkMoney(facts, findings);
  checkTold(facts, findings);
  checkPushes(facts, findings);
  checkSystem(facts, findings);
  const list = findings.list();
  if (facts.crashes < ALL_CHECKED_FROM_KILLS) return list;
  return list.map((finding) =>
    finding.checked > 0 ? finding : { ...finding, violations: [`never checked in ${facts.crashes} kills`] },
  );
}
