import { redirect } from 'next/navigation';
import { pageCaller } from '@/server/trpc/caller';

/** The connection's own address goes to the step that is due. */
export default async function ConnectionPage({ params }: { params: Promise<{ connectionId: string }> }) {
  const { connectionId } = await params;
  const api = await pageCaller();
  const { step } = await api.connections.get({ connectionId });
  redirect(`/connections/${connectionId}/${step}`);
}
