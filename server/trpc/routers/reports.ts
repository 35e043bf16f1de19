import { ConnectionLook, ConnectionRef } from '@/lib/connections';
import { HistoryQuery } from '@/lib/validations';
import { watchValidation } from '@/server/domain/reports/confirm';
import { validationHistory } from '@/server/domain/reports/history';
import { validateReports } from '@/server/domain/reports/validate';
import { permit, router, serve } from '../init';

export const reportsRouter = router({
  validate: permit('report:validate').input(ConnectionLook).mutation(serve(validateReports)),
  history: permit('connection:read').input(HistoryQuery).query(serve(validationHistory)),
  watch: permit('connection:read').input(ConnectionRef).query(serve(watchValidation)),
});
