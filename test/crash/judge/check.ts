// The judgement of a run.
import { checkMoney } from './check-money.ts';
import { checkPushes } from './check-pushes.ts';
import { checkSystem } from './check-system.ts';
import type { Facts } from './facts.ts';
import { createFindings, type Finding } from './findings.ts';

export function checkRun(facts: Facts): readonly Finding[] {
  const findings = createFindings();
  checkMoney(facts, findings);
  checkPushes(facts, findings);
  checkSystem(facts, findings);
  return findings.list();
}
