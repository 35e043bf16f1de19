import type { Metadata } from 'next';
import { SettingsTabs } from '@/components/settings/settings-tabs';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/empty-state';
import { TextLink } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { StatusLine } from '@/components/ui/status';
import { Table, TableCell, TableRow } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { mailStates } from '@/lib/outbox';
import { pageCaller } from '@/server/trpc/caller';

export const metadata: Metadata = { title: 'Outbox' };

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default async function OutboxPage({ searchParams }: Props) {
  const { after } = await searchParams;
  const api = await pageCaller();
  const [{ permissions }, { mails, next, demo, now }] = await Promise.all([
    api.shell.frame(),
    api.outbox.list(typeof after === 'string' ? { after } : {}),
  ]);
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs current="outbox" permissions={permissions} />
      {demo && (
        <Callout title="This is the demo: open a mail to read it and to press its button.">
          Only the demo shows the text of mails. Elsewhere the outbox says who was written to and whether it
          arrived at the mail server.
        </Callout>
      )}
      {mails.length === 0 ? (
        <EmptyState icon="mail">Invitations and notices that were sent will be here.</EmptyState>
      ) : (
        <Table
          label="Outbox"
          columns={[
            { key: 'subject', label: 'Subject' },
            { key: 'to', label: 'To' },
            { key: 'tenant', label: 'Company', className: 'max-sm:hidden' },
            { key: 'state', label: 'State' },
            { key: 'at', label: 'Written' },
          ]}
        >
          {mails.map((mail) => (
            <TableRow key={mail.id}>
              <TableCell head>
                <TextLink href={`/settings/outbox/${mail.id}`} plain>
                  {mail.subject}
                </TextLink>
              </TableCell>
              <TableCell>{mail.to}</TableCell>
              <TableCell className="max-sm:hidden">{mail.tenant.name}</TableCell>
              <TableCell>
                <StatusLine status={mailStates[mail.state].status} word={mailStates[mail.state].word} />
              </TableCell>
              <TableCell muted>
                <Time iso={mail.createdAt} now={now} />
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
      {next && (
        <div>
          <ButtonLink href={`/settings/outbox?after=${encodeURIComponent(next)}`}>Older mails</ButtonLink>
        </div>
      )}
    </>
  );
}
