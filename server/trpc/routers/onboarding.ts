import { HomeQuery, TenantRef } from '@/lib/customers';
import { home } from '@/server/domain/onboarding/home';
import { tenantProgress } from '@/server/domain/onboarding/progress';
import { permit, router, serve } from '../init';

export const onboardingRouter = router({
  home: permit('tenant:read').input(HomeQuery).query(serve(home)),
  progress: permit('tenant:read').input(TenantRef).query(serve(tenantProgress)),
});
