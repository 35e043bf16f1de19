import type { Metadata } from 'next';
import { MailView } from '@/components/settings/mail-view';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import { KeyValues } from '@/components/ui/key-values';
import { PageHeader } from '@/components/ui/page-header';
import { StatusLine } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { mailStates } from '@/lib/outbox';
import { pageCaller } from '@/server/trpc/caller';

export const metadata: Metadata = { title: 'Mail' };

type Props = { params: Promise<{ mailId: string }> };

export default async function MailPage({ params }: Props) {
  const { mailId } = await params;
  const api = await pageCaller();
  const mail = await api.outbox.get({ mailId });
  const state = mailStates[mail.state];
  return (
    <>
      <PageHeader
        title={mail.subject}
        path={[
          { label: 'Settings', href: '/settings' },
          { label: 'Outbox', href: '/settings/outbox' },
        ]}
      />
      <Card>
        <KeyValues
          items={[
            { key: 'to', label: 'To', value: mail.to },
            { key: 'tenant', label: 'Company', value: mail.tenantName },
            { key: 'state', label: 'State', value: <StatusLine status={state.status} word={state.word} /> },
            { key: 'written', label: 'Written', value: <Time iso={mail.createdAt} now={mail.now} /> },
            ...(mail.sentAt
              ? [{ key: 'sent', label: 'Sent', value: <Time iso={mail.sentAt} now={mail.now} /> }]
              : []),
            ...(mail.lastError
              ? [{ key: 'error', label: 'The mail server said', value: mail.lastError }]
              : []),
          ]}
        />
      </Card>
      {mail.linkEnded && (
        <Callout tone="info" title="The link of this mail was used or has ended.">
          It is wiped from the outbox.
        </Callout>
      )}
      {mail.content && (
        <>
          <Callout title="The text is shown only in the demo.">
            Elsewhere nobody reads other people's mails here.
          </Callout>
          <MailView from={mail.from} content={mail.content} linkEnded={mail.linkEnded} />
        </>
      )}
    </>
  );
}
