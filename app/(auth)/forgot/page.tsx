import type { Metadata } from 'next';
import { AuthFrame } from '@/components/console/auth-frame';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { forgotPassword } from './actions';

export const metadata: Metadata = { title: 'Forgot password' };

export default function ForgotPage() {
  return (
    <AuthFrame
      title="Forgot password"
      intro="Enter the email that you sign in with. We send a link for choosing a new password."
      footer={
        <p>
          <TextLink href="/sign-in">Back to sign in</TextLink>
        </p>
      }
    >
      <Form action={forgotPassword}>
        <Input name="email" label="Email" type="email" autoComplete="username" required />
        <SubmitButton pendingLabel="Sending…">Send link</SubmitButton>
      </Form>
    </AuthFrame>
  );
}
