import { TRPCError } from '@trpc/server';
import { StackStep } from '@/components/connections/stack-step';
import type { ConnectionView } from '@/lib/connection-views';
import { refreshReports } from '../validate/actions';
import { openStep, type StepParams, Wizard } from '../wizard';
import { checkNow, openStack, pollStack, tryAgain } from './actions';

export default async function StackPage({ params }: StepParams) {
  const { api, connection, now } = await openStep(params, 'stack');
  // Opening the step starts the fast schedule over, also where no script asks for it afterwards.
  if (connection.may.write) await api.connections.pollStack({ connectionId: connection.id });
  return (
    <Wizard connection={connection} step="stack" now={now} intro={introOf(connection)}>
      <StackStep
        connection={connection}
        now={now}
        actions={{ open: openStack, check: checkNow, tryAgain, refresh: refreshReports }}
        poll={pollStack}
        command={await commandOf(api, { connection, as: 'cloudshell' })}
        stackSet={
          connection.purpose === 'insights' ? await commandOf(api, { connection, as: 'stackset' }) : null
        }
      />
    </Wizard>
  );
}

/** The step stands without it: whatever keeps it from being made now is no reason to show nothing. */
async function commandOf(
  api: Awaited<ReturnType<typeof openStep>>['api'],
  of: { connection: ConnectionView; as: 'cloudshell' | 'stackset' },
): Promise<string | null> {
  const { id: connectionId, may, stack } = of.connection;
  if (!may.write || stack.linkMadeAt === null) return null;
  try {
    return (await api.connections.template({ connectionId, as: of.as })).body;
  } catch (error) {
    if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') return null;
    throw error;
  }
}

/** What the stack makes, in a sentence. */
function introOf({ purpose, reportBy }: ConnectionView): string {
  if (purpose === 'insights')
    return 'One stack creates the IAM role that may read the insights, and nothing else.';
  return reportBy === 'stack'
    ? 'One stack creates the report, its bucket, and the IAM role that may read them.'
    : 'One stack creates the IAM role that may read the report, and nothing else.';
}
