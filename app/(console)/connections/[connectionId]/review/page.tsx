import { ReviewStep } from '@/components/connections/review-step';
import { FormOrBack, openStep, previewBack, type StepParams, Wizard } from '../wizard';
import { saveReview } from './actions';

export default async function ReviewPage({ params }: StepParams) {
  const { api, connection, now } = await openStep(params, 'review');
  const back = await previewBack(api, { connection, step: 'review' });
  return (
    <Wizard
      connection={connection}
      step="review"
      now={now}
      intro="What the connection reads, what it needs, and what it never touches."
    >
      <FormOrBack connection={connection} back={back}>
        <ReviewStep connection={connection} action={saveReview} />
      </FormOrBack>
    </Wizard>
  );
}
