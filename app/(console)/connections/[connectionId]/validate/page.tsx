import { ValidateStep } from '@/components/connections/validate-step';
import { openStep, type StepParams, Wizard } from '../wizard';
import {
  changeCur,
  confirmReport,
  refreshReports,
  searchBelow,
  setAutoConfirm,
  watchValidation,
} from './actions';

export default async function ValidatePage({ params }: StepParams) {
  const { connection, now } = await openStep(params, 'validate');
  return (
    <Wizard connection={connection} step="validate" now={now}>
      <ValidateStep
        connection={connection}
        now={now}
        actions={{
          refresh: refreshReports,
          confirm: confirmReport,
          autoConfirm: setAutoConfirm,
          changeCur,
          search: searchBelow,
        }}
        watch={watchValidation}
      />
    </Wizard>
  );
}
