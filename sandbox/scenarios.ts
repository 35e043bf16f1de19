import { ACCOUNT_SCENARIOS } from '@/sandbox/scenarios/account-scenarios';
import { DATA_SCENARIOS } from '@/sandbox/scenarios/data-scenarios';
import { REPORT_SCENARIOS } from '@/sandbox/scenarios/report-scenarios';
import type { Scenario } from '@/sandbox/scenarios/scenario';

/** Every situation that the sandbox plays, each in an account of its own. */
export const SCENARIOS: Scenario[] = [...ACCOUNT_SCENARIOS, ...REPORT_SCENARIOS, ...DATA_SCENARIOS];
