import { frame } from '@/server/domain/tenants/frame';
import { permit, router, serve } from '../init';

export const shellRouter = router({
  frame: permit('self:manage').query(serve(frame)),
});
