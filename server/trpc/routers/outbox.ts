import { MailRef, OutboxQuery } from '@/lib/outbox';
import { getMail, listMails } from '@/server/domain/notifications/outbox';
import { permit, router, serve } from '../init';

export const outboxRouter = router({
  list: permit('outbox:read').input(OutboxQuery).query(serve(listMails)),
  get: permit('outbox:read').input(MailRef).query(serve(getMail)),
});
