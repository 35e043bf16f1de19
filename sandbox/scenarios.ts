import { ACCOUNT_SCENARIOS } from '@/sandbox/scenarios/account-scenarios';
import { DATA_SCENARIOS } from '@/sandbox/scenarios/data-scenarios';
import { DENIAL_SCENARIOS } from '@/sandbox/scenarios/denial-scenarios';
import { LATER_SCENARIOS } from '@/sandbox/scenarios/later-scenarios';
import { REPORT_SCENARIOS } from '@/sandbox/scenarios/report-scenarios';
import type { Scenario } from '@/sandbox/scenarios/scenario';

/** Every situation that the sandbox plays, each in an account of its own. */
export const SCENARIOS: Scenario[] = [
  ...ACCOUNT_SCENARIOS,
  ...DENIAL_SCENARIOS,
  ...LATER_SCENARIOS,
  ...REPORT_SCENARIOS,
  ...DATA_SCENARIOS,
];
