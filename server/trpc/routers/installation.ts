import { Setup } from '@/lib/sign-in';
import { setUp } from '@/server/domain/installation/setup';
import { installationState, setupOpen } from '@/server/domain/installation/state';
import { admitAll, router, serve } from '../init';

export const installationRouter = router({
  state: admitAll().query(({ ctx }) => installationState(ctx)),
  setupOpen: admitAll().query(({ ctx }) => setupOpen(ctx)),
  setUp: admitAll().input(Setup).mutation(serve(setUp)),
});
