'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

const { users } = appRouter;

const held = (email: string) => `The mail to ${email} is held: no mail server is set up. Take Copy link.`;

export const inviteUser = formAction(users.invite, {
  goTo: (out) => `/settings/users/${out.membershipId}?done=invited`,
});
export const resendInvitation = formAction(users.resend, {
  said: (out) =>
    `${out.held ? held(out.email) : `A new link is on its way to ${out.email}.`} The old one has ended.`,
});
export const correctEmail = formAction(users.correctEmail, {
  said: (out) =>
    `${out.held ? held(out.email) : `The invitation goes to ${out.email} now.`} The old link has ended.`,
});
export const cancelInvitation = formAction(users.cancel, {
  goTo: (_, form) => `/settings/users/${String(form.get('membershipId'))}?done=cancelled`,
});
/** The message is the link itself, which the form shows with a copy button. */
export const copyLink = formAction(users.copyLink, { said: (out) => out.link });
export const changeRole = formAction(users.changeRole, {
  said: () => 'Saved. Sessions with the old role have ended.',
});
export const disableUser = formAction(users.disable, {
  goTo: (_, form) => `/settings/users/${String(form.get('membershipId'))}?done=disabled`,
});
export const enableUser = formAction(users.enable, {
  goTo: (_, form) => `/settings/users/${String(form.get('membershipId'))}?done=enabled`,
});
