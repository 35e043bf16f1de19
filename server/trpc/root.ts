import { router } from './init';
import { activityRouter } from './routers/activity';
import { contractsRouter } from './routers/contracts';
import { customersRouter } from './routers/customers';
import { installationRouter } from './routers/installation';
import { invitationsRouter } from './routers/invitations';
import { onboardingRouter } from './routers/onboarding';
import { passwordsRouter } from './routers/passwords';
import { profileRouter } from './routers/profile';
import { sessionsRouter } from './routers/sessions';
import { settingsRouter } from './routers/settings';
import { shellRouter } from './routers/shell';
import { usersRouter } from './routers/users';

export const appRouter = router({
  activity: activityRouter,
  contracts: contractsRouter,
  customers: customersRouter,
  onboarding: onboardingRouter,
  installation: installationRouter,
  invitations: invitationsRouter,
  passwords: passwordsRouter,
  profile: profileRouter,
  sessions: sessionsRouter,
  settings: settingsRouter,
  users: usersRouter,
  shell: shellRouter,
});

export type AppRouter = typeof appRouter;
