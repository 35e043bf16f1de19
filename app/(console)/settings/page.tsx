import type { Metadata } from 'next';
import { AwsAccess } from '@/components/settings/aws-access';
import { SettingsTabs } from '@/components/settings/settings-tabs';
import { Card } from '@/components/ui/card';
import { Checkbox } from '@/components/ui/choice';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { KeyValues } from '@/components/ui/key-values';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { tenantKindNames } from '@/lib/tenants';
import { pageCaller } from '@/server/trpc/caller';
import { setInvitationLifetime, setPartnerMayConfirm } from './actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const api = await pageCaller();
  const [{ permissions }, settings] = await Promise.all([api.shell.frame(), api.settings.get()]);
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs current="company" permissions={permissions} />
      <Card title="Company">
        <KeyValues
          items={[
            { key: 'name', label: 'Company name', value: settings.name },
            { key: 'domain', label: 'Domain name', value: settings.domain },
            { key: 'kind', label: 'Kind', value: tenantKindNames[settings.kind] },
            { key: 'zone', label: 'Time zone', value: settings.timeZone },
          ]}
        />
      </Card>
      {settings.kind === 'distributor' && (
        <Card title="Invitations">
          {settings.mayWrite ? (
            <Form action={setInvitationLifetime}>
              <Input
                name="days"
                label="Invitations live, in days"
                hint="1 to 14 days, for everybody whom you or your resellers invite from now on."
                defaultValue={String(settings.invitationDays)}
                inputMode="numeric"
                width="sm"
                required
              />
              <div>
                <SubmitButton>Save</SubmitButton>
              </div>
            </Form>
          ) : (
            <p className="text-muted">Invitations live {daysWords(settings.invitationDays)}.</p>
          )}
        </Card>
      )}
      {settings.awsAccess && (
        <Card title="Access to AWS">
          <AwsAccess trouble={settings.awsAccess.trouble} />
        </Card>
      )}
      {settings.kind === 'customer' && (
        <Card title="Your partner">
          {settings.mayWrite ? (
            <Form action={setPartnerMayConfirm}>
              <Checkbox
                name="partnerMayConfirm"
                label="Allow our partner to confirm and complete on our behalf"
                hint="Its Admins may then confirm a CUR, complete onboarding and enable insights for you. The activity names who did it."
                defaultChecked={settings.partnerMayConfirm}
              />
              <div>
                <SubmitButton>Save</SubmitButton>
              </div>
            </Form>
          ) : (
            <p className="text-muted">
              {settings.partnerMayConfirm
                ? 'Your partner may confirm and complete on your behalf.'
                : 'Your partner may not confirm and complete on your behalf.'}
            </p>
          )}
        </Card>
      )}
    </>
  );
}

function daysWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
