'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const addCustomer = formAction(appRouter.customers.add, {
  goTo: (tenant) => `/customers/${tenant.id}/invite`,
});
export const inviteFirstAdmin = formAction(appRouter.customers.inviteFirstAdmin, {
  goTo: ({ tenantId }) => `/customers/${tenantId}?invited=1`,
});
export const updateProfile = formAction(appRouter.customers.updateProfile, {
  goTo: ({ id }) => `/customers/${id}`,
});
