import { SignIn, SwitchTenant } from '@/lib/sign-in';
import { signIn } from '@/server/domain/sessions/sign-in';
import { signOut } from '@/server/domain/sessions/sign-out';
import { switchTenant } from '@/server/domain/sessions/switch-tenant';
import { admitAll, permit, router, serve } from '../init';

export const sessionsRouter = router({
  signIn: admitAll().input(SignIn).mutation(serve(signIn)),
  signOut: permit('self:manage').mutation(({ ctx }) => signOut(ctx)),
  switchTenant: permit('self:manage').input(SwitchTenant).mutation(serve(switchTenant)),
});
