import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '@/server/auth/next-auth';

type Params = { params: Promise<{ nextauth: string[] }> };

/** Options are made for each request: reading the environment while building is refused. */
function handler(request: NextRequest, context: Params) {
  return NextAuth(request, context, nextAuthOptions());
}

export { handler as GET, handler as POST };
