import { Input } from '@/components/ui/input';
import { passwordHint } from '@/lib/password';

type NewPasswordProps = {
  name: string;
  label: string;
  /** Whose password it is, for password managers; left out where the form asks for it. */
  email?: string;
};

/** A field for a password that is chosen here. Pasting is welcome, and managers may suggest one. */
export function NewPassword({ name, label, email }: NewPasswordProps) {
  return (
    <>
      {email && <input type="email" autoComplete="username" defaultValue={email} readOnly hidden />}
      <Input
        name={name}
        label={label}
        type="password"
        autoComplete="new-password"
        minLength={8}
        maxLength={256}
        hint={passwordHint}
        required
      />
    </>
  );
}
