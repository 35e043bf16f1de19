import { redirect } from 'next/navigation';
import { disconnectAddress, stepAddress } from '@/lib/connections';
import { pageCaller } from '@/server/trpc/caller';

/** The connection's own address goes to the step that is due; when it is disconnected, to what is left to do. */
export default async function ConnectionPage({ params }: { params: Promise<{ connectionId: string }> }) {
  const { connectionId } = await params;
  const api = await pageCaller();
  const { state, step } = await api.connections.get({ connectionId });
  redirect(
    state === 'disconnected' ? disconnectAddress(connectionId) : stepAddress({ id: connectionId, step }),
  );
}
