import { InvitationLifetime, PartnerMayConfirm } from '@/lib/settings';
import { getSettings, setInvitationLifetime, setPartnerMayConfirm } from '@/server/domain/tenants/settings';
import { permit, router, serve } from '../init';

export const settingsRouter = router({
  get: permit('tenant:read').query(({ ctx }) => getSettings(ctx)),
  setInvitationLifetime: permit('settings:write')
    .input(InvitationLifetime)
    .mutation(serve(setInvitationLifetime)),
  setPartnerMayConfirm: permit('settings:write')
    .input(PartnerMayConfirm)
    .mutation(serve(setPartnerMayConfirm)),
});
