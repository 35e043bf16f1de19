import { AccountsFields } from '@/components/contracts/accounts-fields';
import { BillingFieldset } from '@/components/contracts/billing-fieldset';
import { ReplaceQuestion } from '@/components/contracts/replace-question';
import { ButtonLink } from '@/components/ui/button';
import { RadioGroup } from '@/components/ui/choice';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import { Textarea } from '@/components/ui/textarea';
import { type BillingDetails, entitlementNames, entitlements, renewalNames, renewals } from '@/lib/contracts';
import type { FormAction } from '@/lib/form-state';
import type { TenantKind } from '@/lib/tenants';

export type ContractValues = {
  name: string;
  startDate: string;
  endDate: string;
  timeZone: string;
  accountsMode: 'all' | 'listed';
  accountIds: readonly string[];
  renewal: (typeof renewals)[number];
  entitlement: (typeof entitlements)[number];
  invoicingPrefix: string;
  notes: string;
  billing: BillingDetails | null;
};

type ContractFormProps = {
  action: FormAction;
  /** What travels along: the tenant of a new contract, or the contract and the version that the form was drawn from. */
  hidden: Record<string, string>;
  kind: TenantKind;
  values: ContractValues;
  timeZones: readonly string[];
  /** A draft, or a new one, can be activated with the same press. */
  mayActivate: boolean;
  cancelHref: string;
};

/** The fields of a contract in the order of product.md section 4; what only customer contracts have is left out for the others. */
export function ContractForm(props: ContractFormProps) {
  const { action, hidden, kind, values, timeZones, mayActivate, cancelHref } = props;
  return (
    <Form action={action} hidden={hidden}>
      <Section title="General">
        <Input name="name" label="Contract name" defaultValue={values.name} required autoComplete="off" />
        <div className="grid max-w-md gap-5 sm:grid-cols-2">
          <Input name="startDate" type="date" label="Start date" defaultValue={values.startDate} required />
          <Input
            name="endDate"
            type="date"
            label="End date"
            defaultValue={values.endDate}
            optional
            hint="The last day that counts"
          />
        </div>
        <Select
          name="timeZone"
          label="Time zone"
          hint="The days begin and end in this zone."
          defaultValue={values.timeZone}
          options={timeZones.map((zone) => ({ value: zone, label: zone }))}
        />
        {kind === 'customer' && <AccountsFields mode={values.accountsMode} ids={values.accountIds} />}
        <RadioGroup
          name="renewal"
          label="Renewal policy"
          hint="Kept for reference: an end date ends the contract whatever the policy."
          defaultValue={values.renewal}
          options={renewals.map((value) => ({ value, label: renewalNames[value] }))}
        />
        <Select
          name="entitlement"
          label="Entitlement"
          defaultValue={values.entitlement}
          options={entitlements.map((value) => ({ value, label: entitlementNames[value] }))}
        />
        {kind === 'customer' && (
          <Input
            name="invoicingPrefix"
            label="Invoicing customer prefix"
            hint="1 to 10 letters, digits, dots, hyphens or underscores"
            defaultValue={values.invoicingPrefix}
            mono
            width="sm"
            optional
            maxLength={10}
            autoComplete="off"
          />
        )}
        <Textarea
          name="notes"
          label="Notes"
          hint="Only those who write the contract read them."
          defaultValue={values.notes}
          optional
        />
      </Section>
      <BillingFieldset values={values.billing} />
      <div className="flex flex-wrap items-center gap-2 border-t border-line pt-5">
        {mayActivate ? (
          <>
            <SubmitButton name="intent" value="save" variant="secondary">
              Save
            </SubmitButton>
            <SubmitButton name="intent" value="activate">
              Save and mark as active
            </SubmitButton>
          </>
        ) : (
          <SubmitButton name="intent" value="save">
            Save
          </SubmitButton>
        )}
        <ButtonLink href={cancelHref} variant="quiet">
          Discard
        </ButtonLink>
      </div>
      {/* After the others: Enter in a field presses the first button, which must not be the one that ends a contract. */}
      <ReplaceQuestion />
    </Form>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-5" aria-label={title}>
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}
