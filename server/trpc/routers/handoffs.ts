import { ConnectionRef, TemplateQuery } from '@/lib/connections';
import { BucketProposal, HandoffRef, NewHandoff, ProposalRef } from '@/lib/handoffs';
import { makeHandoff } from '@/server/domain/handoffs/make';
import { handedTemplate, openHandedStack } from '@/server/domain/handoffs/open-stack';
import { dismissProposal } from '@/server/domain/handoffs/proposals';
import { proposeBucket } from '@/server/domain/handoffs/propose';
import { revokeHandoff } from '@/server/domain/handoffs/revoke';
import { pollHandoff, viewHandoff } from '@/server/domain/handoffs/view';
import { permit, permitHandoff, router, serve } from '../init';

/** First what people do about links, then all that somebody with a link may do. */
export const handoffsRouter = router({
  make: permit('connection:write').input(NewHandoff).mutation(serve(makeHandoff)),
  revoke: permit('connection:write').input(HandoffRef).mutation(serve(revokeHandoff)),
  dismiss: permit('connection:write').input(ProposalRef).mutation(serve(dismissProposal)),
  view: permitHandoff('handoff:read').query(({ ctx }) => viewHandoff(ctx)),
  poll: permitHandoff('handoff:read').input(ConnectionRef).mutation(serve(pollHandoff)),
  openStack: permitHandoff('handoff:open').input(ConnectionRef).mutation(serve(openHandedStack)),
  template: permitHandoff('handoff:open').input(TemplateQuery).query(serve(handedTemplate)),
  propose: permitHandoff('handoff:propose').input(BucketProposal).mutation(serve(proposeBucket)),
});
