import { router } from './init';

export const appRouter = router({});

export type AppRouter = typeof appRouter;
