import { randomUUID } from 'node:crypto';
import { scopeOfInstallation } from '@/server/auth/scope';
import { hashToken } from '@/server/auth/tokens';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { hasDistributor } from './state';

const lifeMs = 24 * 60 * 60_000;

type Deps = Pick<Ctx, 'db' | 'settings' | 'now' | 'newSecret'>;

/**
 * While there is no distributor, each start makes a new set-up token and prints its link; older ones stop working. It goes to the
 * standard output and not through the log, which would hide it, and only as a fragment, which browsers send to nobody.
 */
export async function announceSetup(
  deps: Deps,
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<void> {
  const token = deps.newSecret();
  const now = deps.now();
  const open = await withScope({ db: deps.db, actor: { scope: scopeOfInstallation() } }, async (tx) => {
    if (await hasDistributor(tx)) return false;
    await tx.deleteFrom('setup_tokens').where('used_at', 'is', null).execute();
    await tx
      .insertInto('setup_tokens')
      .values({
        id: randomUUID(),
        token_hash: hashToken(token),
        created_at: now.toISOString(),
        expires_at: new Date(now.getTime() + lifeMs).toISOString(),
        used_at: null,
      })
      .execute();
    return true;
  });
  if (!open) return;
  print(
    `\nTributary is not set up yet. Open this link within 24 hours to make the first distributor:\n\n  ${deps.settings.baseUrl}/setup#token=${token}\n\n`,
  );
}
