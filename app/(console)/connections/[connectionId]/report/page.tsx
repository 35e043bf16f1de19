import { BucketProposals } from '@/components/connections/bucket-proposals';
import { ReportStep } from '@/components/connections/report-step';
import { dismissProposal } from '../actions';
import { FormOrBack, openStep, previewBack, type StepParams, Wizard } from '../wizard';
import { createReport, saveReport } from './actions';

export default async function ReportPage({ params }: StepParams) {
  const { api, connection, now } = await openStep(params, 'report');
  const back = await previewBack(api, { connection, step: 'report' });
  return (
    <Wizard
      connection={connection}
      step="report"
      now={now}
      intro="A Cost and Usage Report (CUR) that AWS delivers into a bucket of yours."
    >
      <BucketProposals
        connection={connection}
        now={now}
        isOpen={back === null}
        actions={{ accept: saveReport, dismiss: dismissProposal }}
      />
      <FormOrBack connection={connection} back={back}>
        <ReportStep connection={connection} actions={{ save: saveReport, create: createReport }} />
      </FormOrBack>
    </Wizard>
  );
}
