import type { Metadata } from 'next';
import { NewPassword } from '@/components/auth/new-password';
import { AuthFrame } from '@/components/console/auth-frame';
import { ButtonLink } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { memberRoleNames } from '@/lib/roles';
import { pageCaller } from '@/server/trpc/caller';
import { linkToken } from '@/server/trpc/session-cookie';
import { activate, sendNewLink } from './actions';

export const metadata: Metadata = { title: 'Activate' };

/** Why a link does not work, and what to do, for each state that it can be in. */
const ended = {
  used: {
    title: 'This link was used already',
    text: 'Each link works once. If it was you, sign in with the password that you chose.',
  },
  replaced: {
    title: 'This link was replaced',
    text: 'A newer link was used or sent. Open the newest mail, or sign in when you have a password.',
  },
  cancelled: {
    title: 'This invitation was cancelled',
    text: 'Ask the person who invited you whether it is meant to be so.',
  },
  unknown: {
    title: 'This link does not work',
    text: 'Open the link in the newest mail again, whole and in one piece.',
  },
} as const;

export default async function ActivatePage() {
  const api = await pageCaller();
  const token = await linkToken();
  const link = token ? await api.invitations.lookUp({ token }) : ({ state: 'unknown' } as const);
  if (link.state === 'expired') return <ExpiredLink />;
  if (link.state !== 'open') {
    const { title, text } = ended[link.state];
    return (
      <AuthFrame title={title} intro={text}>
        <ButtonLink href="/sign-in" variant="primary">
          Sign in
        </ButtonLink>
      </AuthFrame>
    );
  }
  const who = `${link.email} joins ${link.tenantName} as ${memberRoleNames[link.role]}.`;
  if (link.hasPassword) {
    return (
      <AuthFrame
        title={`Join ${link.tenantName}`}
        intro={`${who} You are a user already: enter your password.`}
        footer={
          <p>
            <TextLink href="/forgot">Forgot password</TextLink>
          </p>
        }
      >
        <Form action={activate}>
          <input type="email" autoComplete="username" defaultValue={link.email} readOnly hidden />
          <Input
            name="password"
            label="Password"
            type="password"
            autoComplete="current-password"
            maxLength={256}
            required
          />
          <SubmitButton pendingLabel="Activating…">Activate</SubmitButton>
        </Form>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={`Welcome, ${link.firstName}`} intro={`${who} Choose a password to begin.`}>
      <Form action={activate}>
        <NewPassword name="password" label="Password" email={link.email} />
        <SubmitButton pendingLabel="Activating…">Activate</SubmitButton>
      </Form>
    </AuthFrame>
  );
}

function ExpiredLink() {
  return (
    <AuthFrame
      title="This link has expired"
      intro="We can send a new one to the same address. The old one stays without effect."
    >
      <Form action={sendNewLink}>
        <SubmitButton pendingLabel="Sending…">Send a new link</SubmitButton>
      </Form>
    </AuthFrame>
  );
}
