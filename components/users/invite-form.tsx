import { DomainHint } from '@/components/customers/domain-hint';
import { ButtonLink } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { FormActions } from '@/components/ui/form-actions';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import { RoleFields } from '@/components/users/role-fields';
import type { FormAction } from '@/lib/form-state';
import { jobFunctions, type TenantKind } from '@/lib/tenants';

type InviteFormProps = {
  tenant: { id: string; name: string; kind: TenantKind; domain: string };
  action: FormAction;
  /** Where one came from. */
  back: string;
};

/** Who is invited, as what. */
export function InviteForm({ tenant, action, back }: InviteFormProps) {
  return (
    <Form action={action} hidden={{ tenantId: tenant.id }}>
      <div className="flex flex-col gap-2">
        <Input name="email" label="Email" type="email" autoComplete="off" required />
        <DomainHint domain={tenant.domain} />
      </div>
      <Input name="firstName" label="First name" autoComplete="off" required />
      <Input name="lastName" label="Last name" autoComplete="off" required />
      <Select
        name="jobFunction"
        label="Job function"
        placeholder="Choose a job function"
        options={jobFunctions.map((name) => ({ value: name, label: name }))}
      />
      <RoleFields kind={tenant.kind} />
      <FormActions>
        <SubmitButton pendingLabel="Sending…">Send invitation</SubmitButton>
        <ButtonLink href={back}>Cancel</ButtonLink>
      </FormActions>
    </Form>
  );
}
