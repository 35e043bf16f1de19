import { z } from 'zod';
import { domainField, emailField, requiredText, timeZoneField } from './fields';
import { newPasswordField, typedPasswordField } from './password';

/** Tokens of ours have 43 characters; the limit only bounds the work. Whether one is right is never a matter of its shape. */
const token = z
  .string({ error: 'Enter the token.' })
  .trim()
  .min(1, 'Enter the token.')
  .max(500, 'This is no token of ours.');

export const SignIn = z.strictObject({
  email: emailField,
  password: typedPasswordField,
  next: z.string().max(2000).optional(),
});
export const Setup = z.strictObject({
  /** The token or the whole link. Not called a token, so that a form with a mistake elsewhere keeps it. */
  setupLink: token,
  companyName: requiredText('Enter the name of your company.'),
  domain: domainField,
  timeZone: timeZoneField,
  firstName: requiredText('Enter your first name.', 80),
  lastName: requiredText('Enter your last name.', 80),
  email: emailField,
  password: newPasswordField,
});
export const LinkToken = z.strictObject({ token });
export const Activate = z.strictObject({ token, password: newPasswordField });
export const Forgot = z.strictObject({ email: emailField });
export const Reset = z.strictObject({ token, password: newPasswordField });
export const SwitchTenant = z.strictObject({ membershipId: z.uuid('This id is not one of ours.') });
export const Profile = z.strictObject({
  firstName: requiredText('Enter your first name.', 80),
  lastName: requiredText('Enter your last name.', 80),
});
export const ChangePassword = z.strictObject({
  currentPassword: typedPasswordField,
  newPassword: newPasswordField,
});

export type SignIn = z.infer<typeof SignIn>;
export type Setup = z.infer<typeof Setup>;
export type LinkToken = z.infer<typeof LinkToken>;
export type Activate = z.infer<typeof Activate>;
export type Forgot = z.infer<typeof Forgot>;
export type Reset = z.infer<typeof Reset>;
export type SwitchTenant = z.infer<typeof SwitchTenant>;
export type Profile = z.infer<typeof Profile>;
export type ChangePassword = z.infer<typeof ChangePassword>;
