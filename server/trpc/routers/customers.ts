import { CustomerQuery, FirstAdmin, NewTenant, TenantProfile, TenantRef } from '@/lib/customers';
import { addTenant } from '@/server/domain/tenants/add';
import { getTenant } from '@/server/domain/tenants/get';
import { inviteFirstAdmin } from '@/server/domain/tenants/invite-first-admin';
import { listCustomers } from '@/server/domain/tenants/list';
import { possibleParents } from '@/server/domain/tenants/parents';
import { updateProfile } from '@/server/domain/tenants/update-profile';
import { permit, router, serve } from '../init';

export const customersRouter = router({
  list: permit('tenant:read').input(CustomerQuery).query(serve(listCustomers)),
  get: permit('tenant:read').input(TenantRef).query(serve(getTenant)),
  parents: permit('customer:add').query(serve(possibleParents)),
  add: permit('customer:add').input(NewTenant).mutation(serve(addTenant)),
  inviteFirstAdmin: permit('user:invite').input(FirstAdmin).mutation(serve(inviteFirstAdmin)),
  updateProfile: permit('tenant:update').input(TenantProfile).mutation(serve(updateProfile)),
});
