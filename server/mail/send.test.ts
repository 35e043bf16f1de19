import { beforeAll, expect, it } from 'vitest';
import type { Database } from '@/server/db/client';
import type { MailRow } from '@/server/db/work-tables';
import { testClock } from '@/server/testing/clock';
import { eachDatabase } from '@/server/testing/databases';
import { startMailServer } from '@/server/testing/mail-server';
import { silentLog } from '@/server/testing/stand-ins';
import { seal } from './secrets';
import { type MailDeps, sendMail } from './send';
import { type MailTransport, smtpTransport } from './transport';

const appSecret = 'a secret of the installation, long enough';
const link = 'https://console.example.com/link?token=abc_DEF-123';

eachDatabase((open) => {
  let db: Database;
  const clock = testClock();

  beforeAll(async () => {
    db = await open();
    await addDistributor(db);
  });

  const depsWith = (transport: MailTransport | null): MailDeps => {
    return {
      db,
      transport,
      appSecret,
      baseUrl: 'https://console.example.com',
      log: silentLog,
      now: clock.now,
    };
  };
  const read = (id: string) =>
    db.kysely
      .selectFrom('mails')
      .select(['state', 'attempts', 'last_error', 'sent_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();

  async function addMail(change: Partial<MailRow> = {}): Promise<string> {
    const id = clock.newId();
    await db.kysely
      .insertInto('mails')
      .values({
        ...{ id, tenant_id: 'd', reseller_id: null, distributor_id: 'd', template: 'password-reset' },
        values_json: JSON.stringify({ firstName: 'Maria', expiresAt: '2026-11-23T13:00:00.000Z' }),
        secret_ciphertext: seal(appSecret, { text: link, rowId: id }),
        ...{
          to_email: 'maria@fjord.example',
          subject: 'Choose a new password',
          state: 'queued',
          attempts: 0,
        },
        ...{
          last_error: null,
          message_id: `<${id}@console.example.com>`,
          created_at: clock.now().toISOString(),
        },
        ...{ sent_at: null, related_id: null },
        ...change,
      })
      .execute();
    return id;
  }

  it('sends text and HTML over SMTP, with its Message-ID and no header of anybody else', async () => {
    await using server = await startMailServer();
    const id = await addMail();
    await sendMail(depsWith(smtpTransport(server)), { mailId: id, attempt: 1, final: false });
    expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1, sent_at: clock.now().toISOString() });
    const [mail] = server.received;
    expect(mail?.to).toEqual(['maria@fjord.example']);
    const [head = '', body = ''] = (mail?.raw ?? '').split(/\r\n\r\n(.*)/s);
    expect(head).toContain(`Message-ID: <${id}@console.example.com>`);
    expect(head).toContain('Subject: Choose a new password');
    expect(head).toContain('multipart/alternative');
    expect(decoded(body)).toContain(link);
  });

  it('sends once, however often it is run', async () => {
    await using server = await startMailServer();
    const id = await addMail();
    const deps = depsWith(smtpTransport(server));
    await Promise.all(
      Array.from({ length: 5 }, () => sendMail(deps, { mailId: id, attempt: 1, final: false })),
    );
    await sendMail(deps, { mailId: id, attempt: 2, final: false });
    expect(server.received).toHaveLength(1);
  });

  it('holds the mail where there is no mail server', async () => {
    const id = await addMail();
    await sendMail(depsWith(null), { mailId: id, attempt: 1, final: false });
    expect(await read(id)).toMatchObject({ state: 'held', last_error: null });
  });

  it("keeps the mail server's words when it refuses the recipient, and does not try again", async () => {
    await using server = await startMailServer({ refuse: '550 no such mailbox' });
    const id = await addMail();
    await sendMail(depsWith(smtpTransport(server)), { mailId: id, attempt: 1, final: false });
    const row = await read(id);
    expect(row.state).toBe('failed');
    expect(row.last_error).toContain('no such mailbox');
  });

  it('tries again when the mail server is busy, and shows the failure after the last attempt', async () => {
    await using server = await startMailServer({ refuse: '451 try later' });
    const id = await addMail();
    const deps = depsWith(smtpTransport(server));
    await expect(sendMail(deps, { mailId: id, attempt: 1, final: false })).rejects.toThrow('try later');
    expect(await read(id)).toMatchObject({ state: 'queued', attempts: 1 });
    await sendMail(deps, { mailId: id, attempt: 2, final: true });
    expect(await read(id)).toMatchObject({ state: 'failed', attempts: 2 });
  });

  it('tries again when nobody answers', async () => {
    const server = await startMailServer();
    await server[Symbol.asyncDispose]();
    const id = await addMail();
    const sending = sendMail(depsWith(smtpTransport(server)), { mailId: id, attempt: 1, final: false });
    await expect(sending).rejects.toThrow('ECONNREFUSED');
    expect(await read(id)).toMatchObject({ state: 'queued' });
  });

  it('does not send a mail that was cancelled, or whose link was wiped', async () => {
    await using server = await startMailServer();
    const deps = depsWith(smtpTransport(server));
    const cancelled = await addMail({ state: 'cancelled' });
    const wiped = await addMail({ secret_ciphertext: null });
    for (const mailId of [cancelled, wiped]) await sendMail(deps, { mailId, attempt: 1, final: false });
    expect(server.received).toEqual([]);
    expect((await read(cancelled)).state).toBe('cancelled');
    expect(await read(wiped)).toMatchObject({ state: 'failed', last_error: 'Its link has ended.' });
  });

  it.each([
    'a@b.example, eve@evil.example',
    'a@b.example\r\nBcc: eve@evil.example',
    'Eve <eve@evil.example>',
    'a@b.example;eve@evil.example',
    'undisclosed: eve@evil.example;',
  ])('sends nothing to %j', async (to_email) => {
    await using server = await startMailServer();
    const id = await addMail({ to_email });
    await sendMail(depsWith(smtpTransport(server)), { mailId: id, attempt: 1, final: false });
    expect(server.received).toEqual([]);
    expect((await read(id)).state).toBe('failed');
  });
});

function addDistributor(db: Database) {
  return db.kysely
    .insertInto('tenants')
    .values({
      ...{
        id: 'd',
        tenant_id: 'd',
        reseller_id: null,
        distributor_id: 'd',
        kind: 'distributor',
        parent_id: null,
      },
      ...{ name: 'Nordic Cloud', domain: 'nordic.example', time_zone: 'UTC', invitation_hours: 48 },
      ...{ partner_may_confirm: 0, created_at: '2026-11-23T12:00:00.000Z', created_by: null, version: 1 },
    })
    .execute();
}

/** The text of quoted-printable parts. */
function decoded(body: string): string {
  return body.replace(/=\r\n/g, '').replace(/=3D/g, '=');
}
