import { z } from 'zod';
import { tick } from './fields';

/** Days that an invitation may live (product.md section 3). */
export const invitationDays = { min: 1, max: 14 } as const;

const daysHelp = `Enter a whole number of days, ${invitationDays.min} to ${invitationDays.max}.`;

export const InvitationLifetime = z.strictObject({
  days: z
    .string({ error: daysHelp })
    .trim()
    .regex(/^\d{1,2}$/, daysHelp)
    .transform(Number)
    .refine((days) => days >= invitationDays.min && days <= invitationDays.max, daysHelp),
});
export const PartnerMayConfirm = z.strictObject({ partnerMayConfirm: tick });

export type InvitationLifetime = z.infer<typeof InvitationLifetime>;
export type PartnerMayConfirm = z.infer<typeof PartnerMayConfirm>;
