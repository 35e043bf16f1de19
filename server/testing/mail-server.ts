import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  url: string;
  from: string;
  received: { to: string[]; raw: string }[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A mail server on loopback that keeps what it gets, or answers every recipient with `refuse` ("550 no such mailbox"). */
export async function startMailServer({ refuse }: { refuse?: string } = {}): Promise<MailServer> {
  const received: MailServer['received'] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo(_address, _session, done) {
      if (!refuse) return done();
      const [code = '550', ...words] = refuse.split(' ');
      return done(Object.assign(new Error(words.join(' ')), { responseCode: Number(code) }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map((recipient) => recipient.address);
        received.push({ to, raw: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    from: 'Tributary <tributary@console.example.com>',
    received,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
