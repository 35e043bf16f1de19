import type { PublicCtx } from '@/server/context';
import { unseal } from '@/server/mail/secrets';
import type { World } from './world';

/** The newest mail to an address with its link as the reader gets it, and the mails before it. */
export async function mailedTo(world: World, email: string) {
  const rows = await world.database.kysely
    .selectFrom('mails')
    .selectAll()
    .where('to_email', '=', email)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const [row, ...earlier] = rows;
  if (!row) throw new Error(`no mail to ${email}`);
  const { authSecret } = world.systemCtx().settings;
  const link = row.secret_ciphertext
    ? unseal(authSecret, { text: row.secret_ciphertext, rowId: row.id })
    : '';
  return { row, earlier, link };
}

/** The token of a link, whichever kind it is. */
export function tokenIn(link: string): string {
  const query = new URL(link).searchParams;
  return query.get('token') ?? query.get('reset') ?? '';
}

/** Somebody who is not signed in. */
export function publicCtx(world: World, address = 'direct'): PublicCtx {
  return { ...world.systemCtx(), address };
}
