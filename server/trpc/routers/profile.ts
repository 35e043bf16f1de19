import { Profile } from '@/lib/sign-in';
import { getProfile, updateProfile } from '@/server/domain/users/profile';
import { permit, router, serve } from '../init';

export const profileRouter = router({
  get: permit('self:manage').query(({ ctx }) => getProfile(ctx)),
  update: permit('self:manage').input(Profile).mutation(serve(updateProfile)),
});
