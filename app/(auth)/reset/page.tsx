import type { Metadata } from 'next';
import { NewPassword } from '@/components/auth/new-password';
import { AuthFrame } from '@/components/console/auth-frame';
import { ButtonLink } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import { pageCaller } from '@/server/trpc/caller';
import { linkToken } from '@/server/trpc/session-cookie';
import { resetPassword } from './actions';

export const metadata: Metadata = { title: 'Choose a new password' };

export default async function ResetPage() {
  const api = await pageCaller();
  const token = await linkToken();
  const { open, email } = token ? await api.passwords.lookUpReset({ token }) : { open: false, email: '' };
  if (!open) {
    return (
      <AuthFrame
        title="This link does not work any more"
        intro="A link for a new password works once, for 1 hour. Ask for a new one."
      >
        <ButtonLink href="/forgot" variant="primary">
          Ask for a new link
        </ButtonLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Choose a new password" intro={`For ${email}. Every other session of yours ends.`}>
      <Form action={resetPassword}>
        <NewPassword name="password" label="New password" email={email} />
        <SubmitButton>Save password</SubmitButton>
      </Form>
    </AuthFrame>
  );
}
