import { Parameters } from '@/components/connections/create-stack';
import { TextLink } from '@/components/ui/link';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import { update } from '@/lib/stack-in-aws';

/** Parameters that stay for the life of a stack; the others are what a change is about. */
const lasting: readonly string[] = ['ExternalId', 'ExpectedAccountId', 'RoleName', 'PolicyName'];

/** How a stack that stands takes over a change: another bucket, a key, other insights. A second stack of its name cannot be made. */
export function UpdateStack({ connection }: { connection: ConnectionView }) {
  const { account, may, stack } = connection;
  if (stack.stackName === null) return null;
  const lines = update(
    { name: stack.stackName, account: account ? formatAccountId(account) : null },
    'Enter the values below.',
  );
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex list-decimal flex-col gap-2 pl-5 wrap-anywhere">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      {may.write && (
        <p>
          <TextLink href={stack.download}>Download the template</TextLink>, with the values filled in.
        </p>
      )}
      <Parameters parameters={stack.parameters.filter(({ name }) => !lasting.includes(name))} />
    </div>
  );
}
