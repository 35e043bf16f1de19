import type { ConnectionState } from '@/lib/connection-states';
import { stepAddress, stepDue, type WizardStep } from '@/lib/connections';
import type { ConnectionRow } from '@/server/db/tables';
import { stepFacts } from './fetch';

/** The answer of every form of the wizard: where the connection stands, and the step to show next. */
export interface Saved {
  id: string;
  state: ConnectionState;
  version: number;
  step: WizardStep;
  goTo: string;
}

export function saved(connection: ConnectionRow, step: WizardStep = stepDue(stepFacts(connection))): Saved {
  const { id, state, version } = connection;
  return { id, state, version, step, goTo: stepAddress({ id, step }) };
}
