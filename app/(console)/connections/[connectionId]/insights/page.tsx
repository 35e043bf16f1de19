import { InsightsStep, LinkedInsightsStep } from '@/components/connections/insights-step';
import { openStep, type StepParams, Wizard } from '../wizard';
import { checkInsights, completeConnection, linkAccount, setWanted } from './actions';

export default async function InsightsPage({ params }: StepParams) {
  const { api, connection, now } = await openStep(params, 'insights');
  if (connection.purpose === 'insights') {
    return (
      <Wizard connection={connection} step="insights" now={now}>
        <LinkedInsightsStep connection={connection} actions={{ check: checkInsights, setWanted }} />
      </Wizard>
    );
  }
  const accounts = await api.connections.list({ tenantId: connection.tenant.id, purpose: 'insights' });
  return (
    <Wizard
      connection={connection}
      step="insights"
      now={now}
      intro="AWS Trusted Advisor, AWS Cost Optimization Hub and AWS Security Hub insights, for any account."
    >
      <InsightsStep
        connection={connection}
        accounts={accounts}
        actions={{ link: linkAccount, complete: completeConnection }}
      />
    </Wizard>
  );
}
