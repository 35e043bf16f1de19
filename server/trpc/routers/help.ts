import { HelpQuestion, HelpRef } from '@/lib/help';
import { askForHelp } from '@/server/domain/help/ask';
import { settleHelp } from '@/server/domain/help/settle';
import { permit, router, serve } from '../init';

export const helpRouter = router({
  ask: permit('connection:write').input(HelpQuestion).mutation(serve(askForHelp)),
  settle: permit('connection:write').input(HelpRef).mutation(serve(settleHelp)),
});
