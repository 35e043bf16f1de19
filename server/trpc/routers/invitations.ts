import { Activate, LinkToken } from '@/lib/sign-in';
import { activate } from '@/server/domain/users/activate';
import { lookUpLink } from '@/server/domain/users/look-up';
import { sendNewLink } from '@/server/domain/users/send-new-link';
import { admitAll, router, serve } from '../init';

/** What somebody with a link in their hand may do; the token is the proof. */
export const invitationsRouter = router({
  lookUp: admitAll().input(LinkToken).query(serve(lookUpLink)),
  activate: admitAll().input(Activate).mutation(serve(activate)),
  sendNewLink: admitAll().input(LinkToken).mutation(serve(sendNewLink)),
});
