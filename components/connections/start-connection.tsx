import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import type { FormAction } from '@/lib/form-state';

type StartConnectionProps = {
  action: FormAction;
  /** The end customer on whose behalf it is started; without it one's own tenant. */
  tenantId?: string;
  children: string;
};

/** The button that starts the wizard: it makes a draft and opens its first step. */
export function StartConnection({ action, tenantId, children }: StartConnectionProps) {
  return (
    <Form inline action={action} hidden={tenantId ? { tenantId } : {}}>
      <SubmitButton pendingLabel="Opening…">{children}</SubmitButton>
    </Form>
  );
}
