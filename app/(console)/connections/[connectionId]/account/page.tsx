import { AccountStep } from '@/components/connections/account-step';
import { FormOrBack, openStep, previewBack, type StepParams, Wizard } from '../wizard';
import { saveAccount } from './actions';

export default async function AccountPage({ params }: StepParams) {
  const { api, connection, now } = await openStep(params, 'account');
  const back = await previewBack(api, { connection, step: 'account' });
  return (
    <Wizard
      connection={connection}
      step="account"
      now={now}
      intro="Which AWS account is connected. It is proven in step 4, before anything is read."
    >
      <FormOrBack connection={connection} back={back}>
        <AccountStep connection={connection} action={saveAccount} />
      </FormOrBack>
    </Wizard>
  );
}
