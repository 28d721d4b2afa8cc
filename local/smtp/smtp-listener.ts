import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server';
import type { Ses } from '../ses/ses.ts';

/** What SES receives at most. */
const maxBytes = 40 * 1024 * 1024;

type Receiving = Pick<Ses, 'receive' | 'receives'>;

export interface SmtpListener {
  readonly port: number;
  close(): Promise<void>;
}

class Refused extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

async function sourceOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) throw new Refused(552, 'The mail is larger than 40 MB');
  return Buffer.concat(chunks);
}

/** SES writes the sender of the envelope into the mail. */
const delivered = (from: string, source: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`Return-Path: <${from}>\r\n`), source]);

const handlersOf = (ses: Receiving): Pick<SMTPServerOptions, 'onRcptTo' | 'onData'> => ({
  onRcptTo: ({ address }, _, done) =>
    done(ses.receives(address) ? null : new Refused(550, `No receipt rule takes mail for ${address}`)),
  onData: (stream, { envelope: { mailFrom, rcptTo } }, done) => {
    const from = mailFrom ? mailFrom.address : '';
    const recipients = rcptTo.map(({ address }) => address);
    sourceOf(stream)
      .then((source) => ses.receive(delivered(from, source), recipients))
      .then(
        () => done(null),
        (cause: unknown) => done(cause instanceof Error ? cause : new Error(String(cause))),
      );
  },
});

/** The MX of the domains that receipt rules name: mail sent to it takes the way of a mail that SES received. Local connections only. */
export async function listenForMail(ses: Receiving, port: number): Promise<SmtpListener> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    banner: 'local SES inbound',
    size: maxBytes,
    logger: false,
    ...handlersOf(ses),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  const socket = server.listen(port, '127.0.0.1', resolve);
  await promise;
  server.off('error', reject);
  // A client that breaks off is no defect.
  server.on('error', () => {});
  const address: AddressInfo | string | null = socket.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
