import { ActivityQuery } from '@/lib/activities';
import { listActivities } from '@/server/domain/activity/list';
import { permit, router, serve } from '../init';

export const activityRouter = router({
  list: permit('activity:read').input(ActivityQuery).query(serve(listActivities)),
});
