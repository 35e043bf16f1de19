import { StackStep } from '@/components/connections/stack-step';
import { openStep, type StepParams, Wizard } from '../wizard';
import { checkNow, openStack, pollStack, tryAgain } from './actions';

export default async function StackPage({ params }: StepParams) {
  const { api, connection, now } = await openStep(params, 'stack');
  // Opening the step starts the fast schedule over, also where no script asks for it afterwards.
  if (connection.may.write) await api.connections.pollStack({ connectionId: connection.id });
  return (
    <Wizard
      connection={connection}
      step="stack"
      now={now}
      intro="One stack creates the IAM role that may read the report, and nothing else."
    >
      <StackStep
        connection={connection}
        actions={{ open: openStack, check: checkNow, tryAgain }}
        poll={pollStack}
      />
    </Wizard>
  );
}
