import type { Metadata } from 'next';
import { AuthFrame } from '@/components/console/auth-frame';
import { Callout } from '@/components/ui/callout';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { safeNextPath } from '@/lib/next-path';
import { pageCaller } from '@/server/trpc/caller';
import { signIn } from './actions';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<{ next?: string | string[]; password?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, password } = await searchParams;
  const api = await pageCaller();
  const { ready } = await api.installation.state();
  const goTo = safeNextPath(typeof next === 'string' ? next : undefined);
  return (
    <AuthFrame
      title="Sign in"
      footer={<p>New here? Open the link in your invitation: it is how every user begins.</p>}
    >
      {!ready && (
        <Callout tone="wait" title="Tributary is not set up yet.">
          Open the link that was printed to the server's log, or go to{' '}
          <TextLink href="/setup">the set-up page</TextLink> and paste its token.
        </Callout>
      )}
      {password === 'new' && <Callout tone="ok" title="Your new password is saved. Sign in with it." />}
      <Form action={signIn} hidden={{ next: goTo }}>
        <Input name="email" label="Email" type="email" autoComplete="username" required />
        <Input
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
        />
        <SubmitButton pendingLabel="Signing in…">Sign in</SubmitButton>
      </Form>
      <p className="text-xs">
        <TextLink href="/forgot">Forgot password</TextLink>
      </p>
    </AuthFrame>
  );
}
