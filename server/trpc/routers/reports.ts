import { ConnectionLook, ConnectionRef } from '@/lib/connections';
import { watchValidation } from '@/server/domain/reports/confirm';
import { validateReports } from '@/server/domain/reports/validate';
import { permit, router, serve } from '../init';

export const reportsRouter = router({
  validate: permit('report:validate').input(ConnectionLook).mutation(serve(validateReports)),
  watch: permit('connection:read').input(ConnectionRef).query(serve(watchValidation)),
});
