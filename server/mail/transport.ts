import { createTransport } from 'nodemailer';
import { env } from '@/server/env';

export interface OutgoingMail {
  to: string;
  subject: string;
  html: string;
  text: string;
  messageId: string;
}

/** Hands one mail to the mail server. Throws MailRefusedError when trying again is of no use, anything else when it is. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<void>;
}

/** The mail server will never take this mail: it refused the address or the message itself. */
export class MailRefusedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'MailRefusedError';
  }
}

/** One address and nothing else: a second one, a name or a line break could direct the mail elsewhere. */
const plainAddress = /^[^\s@,;:<>"()\p{Cc}]+@[^\s@,;:<>"()\p{Cc}]+$/u;

export function smtpTransport(server: { url: string; from: string }): MailTransport {
  const transport = createTransport(server.url, {
    // Neither files nor addresses are ever read into a mail.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    async send({ to, subject, html, text, messageId }) {
      if (!plainAddress.test(to))
        throw new MailRefusedError('The address is not one that mail can be sent to.');
      try {
        await transport.sendMail({
          ...{ from: server.from, subject, html, text, messageId },
          to: { name: '', address: to },
          // A machine wrote it: no out-of-office answers.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw isRefusal(error) ? new MailRefusedError(reasonOf(error)) : error;
      }
    },
  };
}

const store = globalThis as { tributaryMail?: MailTransport };

/** The configured mail server; null without SMTP_URL: mails then stay in the outbox. */
export function getMailTransport(): MailTransport | null {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) return null;
  store.tributaryMail ??= smtpTransport({ url: SMTP_URL, from: MAIL_FROM });
  return store.tributaryMail;
}

/** A 5xx answer to the envelope or the message is final; one to the sign-in is a setting that somebody can correct. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error) || !('responseCode' in error)) return false;
  const final = typeof error.responseCode === 'number' && error.responseCode >= 500;
  return final && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');
}

function reasonOf(error: Error): string {
  return 'response' in error && typeof error.response === 'string' ? error.response : error.message;
}
