import { router } from './init';
import { activityRouter } from './routers/activity';
import { connectionsRouter } from './routers/connections';
import { contractsRouter } from './routers/contracts';
import { customersRouter } from './routers/customers';
import { handoffsRouter } from './routers/handoffs';
import { helpRouter } from './routers/help';
import { insightsRouter } from './routers/insights';
import { installationRouter } from './routers/installation';
import { invitationsRouter } from './routers/invitations';
import { onboardingRouter } from './routers/onboarding';
import { outboxRouter } from './routers/outbox';
import { passwordsRouter } from './routers/passwords';
import { profileRouter } from './routers/profile';
import { reportsRouter } from './routers/reports';
import { sessionsRouter } from './routers/sessions';
import { settingsRouter } from './routers/settings';
import { shellRouter } from './routers/shell';
import { usersRouter } from './routers/users';

export const appRouter = router({
  activity: activityRouter,
  connections: connectionsRouter,
  contracts: contractsRouter,
  customers: customersRouter,
  handoffs: handoffsRouter,
  help: helpRouter,
  onboarding: onboardingRouter,
  insights: insightsRouter,
  installation: installationRouter,
  invitations: invitationsRouter,
  outbox: outboxRouter,
  passwords: passwordsRouter,
  profile: profileRouter,
  reports: reportsRouter,
  sessions: sessionsRouter,
  settings: settingsRouter,
  users: usersRouter,
  shell: shellRouter,
});

export type AppRouter = typeof appRouter;
