import { DomainHint } from '@/components/customers/domain-hint';
import { ButtonLink } from '@/components/ui/button';
import { RadioGroup } from '@/components/ui/choice';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import type { FormAction } from '@/lib/form-state';
import { belowRoleNames, belowRoles } from '@/lib/roles';
import { jobFunctions, type TenantKind } from '@/lib/tenants';

type AdminStepProps = { action: FormAction; tenant: { id: string; kind: TenantKind; domain: string } };

/** Step 2 of Add customer: the first Admin. Complete later leaves the task, which leads back here. */
export function AdminStep({ action, tenant }: AdminStepProps) {
  return (
    <Form action={action} hidden={{ tenantId: tenant.id }}>
      <div className="flex flex-col gap-2">
        <Input name="email" type="email" label="Email" required autoComplete="off" />
        <DomainHint domain={tenant.domain} />
      </div>
      <div className="grid max-w-md gap-5 sm:grid-cols-2">
        <Input name="firstName" label="First name" required autoComplete="off" />
        <Input name="lastName" label="Last name" required autoComplete="off" />
      </div>
      <Select
        name="jobFunction"
        label="Job function"
        placeholder="Select job function"
        required
        options={jobFunctions.map((value) => ({ value, label: value }))}
      />
      {tenant.kind === 'reseller' && (
        <RadioGroup
          name="belowRole"
          label="Role in customers below"
          hint="What this person may do inside every end customer of the reseller"
          defaultValue="admin"
          options={belowRoles.map((value) => ({ value, label: belowRoleNames[value] }))}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingLabel="Sending…">Save and complete</SubmitButton>
        <ButtonLink href={`/customers/${tenant.id}`}>Complete later</ButtonLink>
      </div>
    </Form>
  );
}
