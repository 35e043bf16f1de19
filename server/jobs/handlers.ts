import { lookAtEnd } from '@/server/domain/connections/ended';
import { lookAgain } from '@/server/domain/connections/look-now';
import { pollConnection } from '@/server/domain/connections/poll';
import { sweepConnections } from '@/server/domain/connections/sweep';
import { giveTurns } from '@/server/domain/connections/turns';
import { lookAtUpdate } from '@/server/domain/connections/update-look';
import { tickContracts } from '@/server/domain/contracts/tick';
import { answerMessage } from '@/server/domain/doorbell/answer';
import { checkInsightsOnSchedule } from '@/server/domain/insights/check';
import { keepHouse } from '@/server/domain/installation/housekeeping';
import { watchOwnAccess } from '@/server/domain/own-access/watch';
import { validateOnSchedule } from '@/server/domain/reports/validate';
import { expireInvitations } from '@/server/domain/users/expire';
import { sendMail } from '@/server/mail/send';
import { getMailTransport } from '@/server/mail/transport';
import type { Handlers } from './worker';

/** Who does which job: the clock's door to the same domain functions that people use. */
export const handlers = {
  'mail.send': async (ctx, { mailId }, { attempt, final }) => {
    const { db, log, now, settings } = ctx;
    const { authSecret: appSecret, baseUrl } = settings;
    const deps = { db, log, now, appSecret, baseUrl, transport: getMailTransport() };
    await sendMail(deps, { mailId, attempt, final });
  },
  'connection.poll': async (ctx, { connectionId }) => {
    await pollConnection(ctx, { connectionId, due: true });
    await lookAtEnd(ctx, { connectionId });
  },
  'connection.validate': async (ctx, { connectionId }) => {
    await validateOnSchedule(ctx, { connectionId });
  },
  'insights.check': async (ctx, { connectionId }) => {
    await checkInsightsOnSchedule(ctx, { connectionId });
  },
  'connection.update': async (ctx, { connectionId }) => {
    await lookAtUpdate(ctx, { connectionId });
  },
  'connection.ring': async (ctx, { connectionId }) => {
    await lookAgain(ctx, { connectionId });
  },
  'doorbell.answer': async (ctx, { messageId }) => {
    await answerMessage(ctx, { messageId });
  },
  'connection.sweep': async (ctx) => {
    await sweepConnections(ctx);
  },
  'connection.turns': async (ctx) => {
    await giveTurns(ctx);
  },
  'own-access.watch': async (ctx) => {
    await watchOwnAccess(ctx);
  },
  'invitations.expire': async (ctx) => {
    await expireInvitations(ctx);
  },
  'contracts.tick': async (ctx) => {
    await tickContracts(ctx);
  },
  housekeeping: async (ctx) => {
    await keepHouse(ctx);
  },
} as const satisfies Required<Handlers>;
