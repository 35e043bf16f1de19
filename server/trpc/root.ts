import { router } from './init';
import { shellRouter } from './routers/shell';

export const appRouter = router({
  shell: shellRouter,
});

export type AppRouter = typeof appRouter;
