import { ConnectionLook } from '@/lib/connections';
import { NewInsightAccount, WantedInsights } from '@/lib/insights';
import { checkInsights } from '@/server/domain/insights/check';
import { linkInsightAccount } from '@/server/domain/insights/link';
import { setWantedInsights } from '@/server/domain/insights/set-wanted';
import { permit, router, serve } from '../init';

export const insightsRouter = router({
  link: permit('insight:enable').input(NewInsightAccount).mutation(serve(linkInsightAccount)),
  check: permit('insight:enable').input(ConnectionLook).mutation(serve(checkInsights)),
  setWanted: permit('insight:enable').input(WantedInsights).mutation(serve(setWantedInsights)),
});
