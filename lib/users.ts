import { z } from 'zod';
import { choice, emailField, optionalChoice, requiredText } from './fields';
import { belowRoles, memberRoles } from './roles';
import type { Status } from './status';
import { jobFunctions } from './tenants';

/** The states of a user in a tenant (product.md section 3), their words, and the shape they are drawn with. */
export const userStates = {
  invited: { word: 'Invited', status: 'waiting' },
  expired: { word: 'Expired', status: 'attention' },
  cancelled: { word: 'Cancelled', status: 'not_available' },
  active: { word: 'Active', status: 'done' },
  disabled: { word: 'Disabled', status: 'not_available' },
} as const satisfies Record<string, { word: string; status: Status }>;

export type UserState = keyof typeof userStates;

/** What an inviter says about a person; which roles fit depends on the tenant's tier, which the server knows. */
export const personFields = {
  email: emailField,
  firstName: requiredText('Enter the first name.', 80),
  lastName: requiredText('Enter the last name.', 80),
  jobFunction: choice(jobFunctions, 'Choose a job function.'),
  role: choice(memberRoles, 'Choose a role.'),
  belowRole: optionalChoice(belowRoles).optional(),
};

const id = z.uuid('This id is not one of ours.');
const tenantId = id;
const membershipId = id;

export const Person = z.strictObject(personFields);
export type Person = z.infer<typeof Person>;

export const TenantUsers = z.strictObject({ tenantId });
export const Invite = z.strictObject({ tenantId, ...personFields });
export const UserRef = z.strictObject({ membershipId });
export const CorrectEmail = z.strictObject({ membershipId, email: emailField });
/** The version is the one that the form was drawn from. */
export const ChangeRole = z.strictObject({
  membershipId,
  version: z.coerce.number().int().positive(),
  role: personFields.role,
  belowRole: personFields.belowRole,
});

export type TenantUsers = z.infer<typeof TenantUsers>;
export type Invite = z.infer<typeof Invite>;
export type UserRef = z.infer<typeof UserRef>;
export type CorrectEmail = z.infer<typeof CorrectEmail>;
export type ChangeRole = z.infer<typeof ChangeRole>;
