import {
  AccountForm,
  AutoConfirmForm,
  BackForm,
  BackPreview,
  ConfirmForm,
  ConnectionForm,
  ConnectionLook,
  ConnectionPage,
  ConnectionQuery,
  ConnectionRef,
  DisconnectForm,
  NewConnection,
  ReportChoice,
  ReportForm,
  ReviewForm,
  SearchForm,
  TemplateQuery,
} from '@/lib/connections';
import { setAccount } from '@/server/domain/connections/account';
import { goBack, previewBack } from '@/server/domain/connections/back';
import { completeConnection } from '@/server/domain/connections/complete';
import { letStackCreateReport } from '@/server/domain/connections/create-report';
import { disconnect, watchEnd } from '@/server/domain/connections/disconnect';
import { getConnection } from '@/server/domain/connections/get';
import { listConnections } from '@/server/domain/connections/list';
import { moveBucket } from '@/server/domain/connections/move-bucket';
import { openStack } from '@/server/domain/connections/open-stack';
import { checkNow, pollStack } from '@/server/domain/connections/poll-stack';
import { setReport } from '@/server/domain/connections/report';
import { reviewConnection } from '@/server/domain/connections/review';
import { cancelRotation, startRotation } from '@/server/domain/connections/rotate';
import { pollUpdate, stackUpdate, updateStarted } from '@/server/domain/connections/stack-update';
import { startConnection } from '@/server/domain/connections/start';
import { templateDownload } from '@/server/domain/connections/template';
import { tryAgain } from '@/server/domain/connections/try-again';
import { changeCur, confirmReport, setAutoConfirm } from '@/server/domain/reports/confirm';
import { searchBelow } from '@/server/domain/reports/search-below';
import { permit, router, serve } from '../init';

export const connectionsRouter = router({
  list: permit('connection:read').input(ConnectionQuery).query(serve(listConnections)),
  get: permit('connection:read').input(ConnectionPage).query(serve(getConnection)),
  previewBack: permit('connection:read').input(BackPreview).query(serve(previewBack)),
  template: permit('connection:write').input(TemplateQuery).query(serve(templateDownload)),
  start: permit('connection:write').input(NewConnection).mutation(serve(startConnection)),
  review: permit('connection:write').input(ReviewForm).mutation(serve(reviewConnection)),
  setAccount: permit('connection:write').input(AccountForm).mutation(serve(setAccount)),
  setReport: permit('connection:write').input(ReportForm).mutation(serve(setReport)),
  createReport: permit('connection:write').input(ConnectionForm).mutation(serve(letStackCreateReport)),
  openStack: permit('connection:write').input(ConnectionForm).mutation(serve(openStack)),
  pollStack: permit('connection:read').input(ConnectionRef).mutation(serve(pollStack)),
  checkNow: permit('connection:write').input(ConnectionLook).mutation(serve(checkNow)),
  tryAgain: permit('connection:write').input(ConnectionForm).mutation(serve(tryAgain)),
  goBack: permit('connection:write').input(BackForm).mutation(serve(goBack)),
  confirm: permit('connection:confirm').input(ConfirmForm).mutation(serve(confirmReport)),
  autoConfirm: permit('connection:confirm').input(AutoConfirmForm).mutation(serve(setAutoConfirm)),
  search: permit('connection:write').input(SearchForm).mutation(serve(searchBelow)),
  moveBucket: permit('connection:confirm').input(ReportForm).mutation(serve(moveBucket)),
  changeCur: permit('connection:confirm').input(ReportChoice).mutation(serve(changeCur)),
  rotate: permit('connection:write').input(ConnectionForm).mutation(serve(startRotation)),
  cancelRotation: permit('connection:write').input(ConnectionForm).mutation(serve(cancelRotation)),
  disconnect: permit('connection:confirm').input(DisconnectForm).mutation(serve(disconnect)),
  stackUpdate: permit('connection:read').input(ConnectionRef).query(serve(stackUpdate)),
  pollUpdate: permit('connection:read').input(ConnectionRef).mutation(serve(pollUpdate)),
  updateStarted: permit('connection:write').input(ConnectionLook).mutation(serve(updateStarted)),
  watchEnd: permit('connection:read').input(ConnectionRef).query(serve(watchEnd)),
  complete: permit('connection:confirm').input(ConnectionForm).mutation(serve(completeConnection)),
});
