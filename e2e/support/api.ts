import { readFileSync } from 'node:fs';
import { createTRPCClient, httpLink } from '@trpc/client';
import { z } from 'zod';
import type { AppRouter } from '@/server/trpc/root';
import { distributorSession } from './people';
import { urls } from './ports';

const Session = z.object({ cookies: z.array(z.object({ name: z.string(), value: z.string() })) });

export type Api = ReturnType<typeof apiOf>;

/** The procedures as somebody who is signed in: for making quickly what a journey begins with. */
export function apiOf(session: z.infer<typeof Session>) {
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${urls.app}/api/trpc`, headers: { cookie } })],
  });
}

export function apiOfDistributor(): Api {
  return apiOf(Session.parse(JSON.parse(readFileSync(distributorSession, 'utf8'))));
}
