import type { Metadata } from 'next';
import { NewPassword } from '@/components/auth/new-password';
import { SettingsTabs } from '@/components/settings/settings-tabs';
import { Card } from '@/components/ui/card';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { pageCaller } from '@/server/trpc/caller';
import { changePassword, updateProfile } from './actions';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const api = await pageCaller();
  const [{ permissions }, profile] = await Promise.all([api.shell.frame(), api.profile.get()]);
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs current="profile" permissions={permissions} />
      <Card title="Profile">
        <p className="text-muted">You sign in as {profile.email}.</p>
        <Form action={updateProfile}>
          <Input
            name="firstName"
            label="First name"
            defaultValue={profile.firstName}
            autoComplete="given-name"
            required
          />
          <Input
            name="lastName"
            label="Last name"
            defaultValue={profile.lastName}
            autoComplete="family-name"
            required
          />
          <div>
            <SubmitButton>Save</SubmitButton>
          </div>
        </Form>
      </Card>
      <Card title="Password">
        <p className="text-muted">Changing it ends every other session of yours.</p>
        <Form action={changePassword}>
          <Input
            name="currentPassword"
            label="Present password"
            type="password"
            autoComplete="current-password"
            maxLength={256}
            required
          />
          <NewPassword name="newPassword" label="New password" email={profile.email} />
          <div>
            <SubmitButton>Change password</SubmitButton>
          </div>
        </Form>
      </Card>
    </>
  );
}
