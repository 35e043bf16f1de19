import { TRPCError } from '@trpc/server';
import type { Metadata } from 'next';
import { AuthFrame } from '@/components/console/auth-frame';
import { HandoffPage } from '@/components/handoff/handoff-page';
import type { HandoffView } from '@/lib/handoffs';
import { handoffCaller } from '@/server/trpc/caller';
import { pollHandoff, proposeBucket } from './actions';
import { isDeadLink } from './dead-link';

export const metadata: Metadata = { title: 'Connect an AWS account' };

type Api = Awaited<ReturnType<typeof handoffCaller>>;

/** For whoever holds a hand-off link; the token lies in the cookie that opening the link set. */
export default async function HandoffRoute() {
  const api = await handoffCaller();
  const handoff = await viewOf(api);
  if (!handoff) return <DeadLink />;
  return (
    <HandoffPage
      handoff={handoff}
      command={await commandOf(api, handoff)}
      propose={proposeBucket}
      poll={pollHandoff}
    />
  );
}

async function viewOf(api: Api): Promise<HandoffView | null> {
  try {
    return await api.handoffs.view();
  } catch (error) {
    if (isDeadLink(error)) return null;
    throw error;
  }
}

/** The page stands without it, as the wizard's step does. */
async function commandOf(api: Api, { id, progress }: HandoffView): Promise<string | null> {
  if (!progress || progress.stack.linkMadeAt === null) return null;
  try {
    return (await api.handoffs.template({ connectionId: id, as: 'cloudshell' })).body;
  } catch (error) {
    if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') return null;
    throw error;
  }
}

/** One page for every link that does not work, so that it tells nothing of why. */
function DeadLink() {
  return (
    <AuthFrame
      title="This link does not work"
      intro="It may have expired or been revoked, or you opened it more than two hours ago."
    >
      <p>
        Open the link that you were sent once more, whole and in one piece. If this page comes again, ask the
        person who sent it for a new one.
      </p>
    </AuthFrame>
  );
}
