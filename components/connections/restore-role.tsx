import type { ReactNode } from 'react';
import { CopyBlock } from '@/components/ui/copy-block';
import { TextLink } from '@/components/ui/link';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import type { RestoreSteps, StackUpdateView } from '@/lib/stack-update';

type RestoreRoleProps = {
  connection: Pick<ConnectionView, 'account' | 'id'>;
  restore: RestoreSteps;
  links: StackUpdateView['links'];
};

/** What was changed by hand is put back by hand: CloudFormation compares templates, not what stands. */
export function RestoreRole({ connection, restore, links }: RestoreRoleProps) {
  const { trust, policy, roleName, policyName } = restore;
  const account = connection.account ? formatAccountId(connection.account) : '';
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-base font-semibold">Put the IAM role back</h2>
      <p>
        Somebody changed it by hand in AWS account <b className="font-mono">{account}</b>. An update of the
        stack does not undo that, since its template stays the same. Your user needs
        iam:UpdateAssumeRolePolicy for the trust policy, iam:CreatePolicyVersion, iam:AttachRolePolicy and
        iam:DetachRolePolicy for what it may do.
      </p>
      {trust && (
        <Part title="Its trust policy">
          <li>
            Open{' '}
            <TextLink href={links.trust} newTab>
              IAM role {roleName}, Trust relationships
            </TextLink>{' '}
            and choose <b>Edit trust policy</b>.
          </li>
          <li>
            Replace everything with this and choose <b>Update policy</b>.
            <CopyBlock text={trust} label="trust policy" rows={8} />
          </li>
        </Part>
      )}
      {policy && (
        <Part title="What it may do">
          <li>
            Open{' '}
            <TextLink href={links.permissions} newTab>
              IAM role {roleName}, Permissions
            </TextLink>
            . Under <b>Permissions policies</b> stands {policyName} and nothing else. Select every other
            policy and choose <b>Remove</b>; if {policyName} is missing, choose <b>Add permissions</b>,{' '}
            <b>Attach policies</b> and select it.
          </li>
          <li>
            Open {policyName}, choose <b>Edit</b>, <b>JSON</b>, replace everything with this, choose{' '}
            <b>Next</b> and <b>Save changes</b>.
            <CopyBlock text={policy} label="permissions policy" rows={8} />
          </li>
        </Part>
      )}
      <p>
        Then press Refresh beside <TextLink href={`/connections/${connection.id}`}>its checks</TextLink>.
        Where Terraform made the IAM role, <code className="font-mono text-xs">terraform apply</code> does all
        of this.
      </p>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <ol className="flex list-decimal flex-col gap-2 pl-5">{children}</ol>
    </div>
  );
}
