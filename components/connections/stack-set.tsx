import { CopyBlock } from '@/components/ui/copy-block';
import { Disclosure } from '@/components/ui/disclosure';

/** Beside "Link new account": how many accounts get their stacks at once. */
export function ManyAccounts() {
  return (
    <Disclosure summary="Many accounts, with one StackSet">
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        <li>
          Link each account here and open its CloudFormation step, where its names are made. <b>Other ways</b>{' '}
          there shows two commands of the AWS CLI: one for the StackSet, one for this account.
        </li>
        <li>
          Run the first once, in the account that administers your StackSets, Region us-east-1. As written it
          is <b>self-managed</b>: each account needs the role AWSCloudFormationStackSetExecutionRole.
        </li>
        <li>
          Run the second for each account. It overrides the external ID, the account ID and the names of the
          IAM role and its policy: every account has its own, and the StackSet&apos;s own values fit none.
        </li>
        <li>
          With <b>service-managed</b> permissions add{' '}
          <Code>--permission-model SERVICE_MANAGED --auto-deployment Enabled=false</Code> to the first, and in
          the second replace <Code>--accounts</Code> by <Code>--deployment-targets</Code> with the
          organizational unit, the account and <Code>AccountFilterType=INTERSECTION</Code>. The management
          account itself gets no stack that way: use its link.
        </li>
      </ol>
    </Disclosure>
  );
}

function Code({ children }: { children: string | string[] }) {
  return <code className="font-mono text-xs">{children}</code>;
}

/** Among the other ways to create the stack of an account with insights. */
export function WithStackSet({ commands }: { commands: string }) {
  return (
    <>
      <p>
        For many accounts at once. Run the first command once, in the account that administers your StackSets,
        and the second for this account: it holds the external ID and the names that are this account&apos;s
        alone. The stack is found here under the name that AWS gives it.
      </p>
      <CopyBlock text={commands} label="StackSet commands" rows={8} />
    </>
  );
}
