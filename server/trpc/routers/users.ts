import { ChangeRole, CorrectEmail, Invite, TenantUsers, UserRef } from '@/lib/users';
import { cancelInvitation } from '@/server/domain/users/cancel';
import { copyLink } from '@/server/domain/users/copy-link';
import { getUser, inviteForm } from '@/server/domain/users/get';
import { invite } from '@/server/domain/users/invite';
import { listUsers } from '@/server/domain/users/list';
import { changeRole, disableUser, enableUser } from '@/server/domain/users/manage';
import { correctEmail, resendInvitation } from '@/server/domain/users/resend';
import { permit, router, serve } from '../init';

export const usersRouter = router({
  list: permit('user:read').input(TenantUsers).query(serve(listUsers)),
  get: permit('tenant:read').input(UserRef).query(serve(getUser)),
  inviteForm: permit('user:invite').input(TenantUsers).query(serve(inviteForm)),
  invite: permit('user:invite').input(Invite).mutation(serve(invite)),
  resend: permit('user:invite').input(UserRef).mutation(serve(resendInvitation)),
  correctEmail: permit('user:invite').input(CorrectEmail).mutation(serve(correctEmail)),
  cancel: permit('user:invite').input(UserRef).mutation(serve(cancelInvitation)),
  copyLink: permit('user:invite').input(UserRef).mutation(serve(copyLink)),
  changeRole: permit('user:manage').input(ChangeRole).mutation(serve(changeRole)),
  disable: permit('user:manage').input(UserRef).mutation(serve(disableUser)),
  enable: permit('user:manage').input(UserRef).mutation(serve(enableUser)),
});
