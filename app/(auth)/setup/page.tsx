import type { Metadata } from 'next';
import { NewPassword } from '@/components/auth/new-password';
import { SetupToken } from '@/components/auth/setup-token';
import { AuthFrame } from '@/components/console/auth-frame';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import { timeZones } from '@/lib/zones';
import { pageCaller } from '@/server/trpc/caller';
import { setUp } from './actions';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetupPage() {
  const api = await pageCaller();
  await api.installation.setupOpen();
  return (
    <AuthFrame
      title="Set up Tributary"
      intro="This makes the first distributor and its Admin. The page does not exist any more afterwards."
    >
      <Form action={setUp}>
        <SetupToken />
        <Input name="companyName" label="Company name" autoComplete="organization" required />
        <Input name="domain" label="Domain name" hint="Such as northern.example." required />
        <Select
          name="timeZone"
          label="Time zone"
          hint="Contracts take it over; each can have another."
          defaultValue="UTC"
          options={timeZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        />
        <Input name="firstName" label="First name" autoComplete="given-name" required />
        <Input name="lastName" label="Last name" autoComplete="family-name" required />
        <Input name="email" label="Email" type="email" autoComplete="username" required />
        <NewPassword name="password" label="Password" />
        <SubmitButton pendingLabel="Setting up…">Set up</SubmitButton>
      </Form>
    </AuthFrame>
  );
}
