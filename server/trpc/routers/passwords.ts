import { ChangePassword, Forgot, LinkToken, Reset } from '@/lib/sign-in';
import { changePassword } from '@/server/domain/passwords/change';
import { forgotPassword } from '@/server/domain/passwords/forgot';
import { lookUpReset, resetPassword } from '@/server/domain/passwords/reset';
import { admitAll, permit, router, serve } from '../init';

export const passwordsRouter = router({
  change: permit('self:manage').input(ChangePassword).mutation(serve(changePassword)),
  forgot: admitAll().input(Forgot).mutation(serve(forgotPassword)),
  lookUpReset: admitAll().input(LinkToken).query(serve(lookUpReset)),
  reset: admitAll().input(Reset).mutation(serve(resetPassword)),
});
