import { CopyBlock } from '@/components/ui/copy-block';
import type { ConnectionView } from '@/lib/connection-views';
import { preflightCommand } from '@/lib/preflight';

/** What the command has to know of a connection; before step 4 there is no stack. */
export type PreflightConnection = Pick<
  ConnectionView,
  'account' | 'bucket' | 'purpose' | 'reportBy' | 'links'
> & { stack: Pick<ConnectionView['stack'], 'stackName' | 'roleName'> | null };

/** The command that tells, before anything is created, whether this user may create the stack and which reports would fit. */
export function Preflight({ connection }: { connection: PreflightConnection }) {
  const { account, bucket, purpose, reportBy, links, stack } = connection;
  const roleName = stack?.roleName ?? null;
  const command = preflightCommand({
    account,
    bucket,
    purpose,
    reportBy,
    stackName: stack?.stackName ?? null,
    roleName,
    topicArn: links.doorbellTopic,
  });
  return (
    <>
      <p>
        Paste this command into AWS CloudShell. It only reads, and says whether your user may create the stack
        {purpose === 'reports' &&
          ', whether this is the management account, and which reports of it would fit'}
        .
      </p>
      <CopyBlock text={command} label="pre-flight command" />
    </>
  );
}
