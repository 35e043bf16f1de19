import { router } from './init';
import { activityRouter } from './routers/activity';
import { contractsRouter } from './routers/contracts';
import { customersRouter } from './routers/customers';
import { onboardingRouter } from './routers/onboarding';
import { shellRouter } from './routers/shell';

export const appRouter = router({
  activity: activityRouter,
  contracts: contractsRouter,
  customers: customersRouter,
  onboarding: onboardingRouter,
  shell: shellRouter,
});

export type AppRouter = typeof appRouter;
