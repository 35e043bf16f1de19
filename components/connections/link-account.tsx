import { ManyAccounts } from '@/components/connections/stack-set';
import { CheckboxGroup } from '@/components/ui/choice';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { SubmitButton } from '@/components/ui/submit-button';
import { formatAccountId } from '@/lib/aws-ids';
import type { FormAction } from '@/lib/form-state';
import { insightKinds, insights } from '@/lib/insights';

type LinkAccountProps = {
  action: FormAction;
  tenantId: string;
  /** Proposed for the first one: the account that was just connected. */
  account: string | null;
};

/** "Link new account": an AWS account, and which insights its own stack will allow. */
export function LinkAccount({ action, tenantId, account }: LinkAccountProps) {
  return (
    <Disclosure look="card" summary="Link new account">
      <Form action={action} hidden={{ tenantId }} aria-label="Link new account">
        <Input
          name="accountId"
          label="AWS account ID"
          hint="The AWS management account or any account of your organization."
          defaultValue={account ? formatAccountId(account) : undefined}
          inputMode="numeric"
          autoComplete="off"
          mono
          width="sm"
          required
        />
        <CheckboxGroup
          name="wanted"
          label="Insights"
          hint="Each needs exactly the permission below its name."
          defaultValue={insightKinds}
          options={insightKinds.map((kind) => ({
            value: kind,
            label: insights[kind].name,
            hint: (
              <>
                {insights[kind].gives}. <span className="font-mono">{insights[kind].actions.join(', ')}</span>
              </>
            ),
          }))}
        />
        <SubmitButton className="self-start">Link new account</SubmitButton>
      </Form>
      <div className="pt-4">
        <ManyAccounts />
      </div>
    </Disclosure>
  );
}
