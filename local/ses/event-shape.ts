import { isRecord } from '../sfn/is-record.ts';
import { newMessageId } from './ids.ts';
import { headerOf, type Mail, type Occurrence, type Seen } from './mail.ts';

const ACCOUNT = '000000000000';
const MTA = 'a8-70.smtp-out.amazonses.com';
/** SES cuts the headers of an event off at 10 KB. */
const MAX_HEADER_BYTES = 10_240;

const iso = (instant: number): string => new Date(instant).toISOString();

type Json = Record<string, unknown>;

/** The record that SES event publishing makes of an occurrence at `at` (ms since 1970). */
export function sesEvent(mail: Mail, occurrence: Occurrence, at: number): SesEventRecord {
  const [key, detail] = details(mail, occurrence, at);
  return { eventType: occurrence.type, mail: mailObject(mail), [key]: detail };
}

export interface SesEventRecord extends Json {
  readonly eventType: Occurrence['type'];
}

/** The event's own object: `bounce`, `open`… */
export function eventDetail(event: Readonly<Json>): Json {
  const [, detail] = Object.entries(event).find(([key]) => key !== 'eventType' && key !== 'mail') ?? [];
  return isRecord(detail) ? detail : {};
}

function mailObject(mail: Mail): Json {
  const size = mail.headers.reduce((sum, { name, value }) => sum + name.length + value.length + 4, 0);
  return {
    timestamp: iso(mail.at),
    source: mail.from,
    sourceArn: `arn:aws:ses:us-east-1:${ACCOUNT}:identity/${mail.tags['ses:from-domain']?.[0] ?? ''}`,
    sendingAccountId: ACCOUNT,
    messageId: mail.messageId,
    destination: mail.recipients,
    headersTruncated: size > MAX_HEADER_BYTES,
    headers: size > MAX_HEADER_BYTES ? firstHeaders(mail) : mail.headers,
    commonHeaders: commonHeaders(mail),
    tags: mail.tags,
  };
}

function firstHeaders({ headers }: Mail): Mail['headers'] {
  let left = MAX_HEADER_BYTES;
  return headers.filter(({ name, value }) => {
    left -= name.length + value.length + 4;
    return left >= 0;
  });
}

/** The headers that SES repeats decoded, as lists where a header may name several. */
export function commonHeaders(mail: Mail): Json {
  const list = (name: string): string[] | undefined =>
    headerOf(mail.headers, name)
      ?.split(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/)
      .map((one) => one.trim());
  const replyTo = list('Reply-To');
  const cc = list('Cc');
  return {
    from: [mail.from],
    ...(replyTo ? { replyTo } : {}),
    date: headerOf(mail.headers, 'Date') ?? '',
    to: list('To') ?? mail.recipients,
    ...(cc ? { cc } : {}),
    messageId: mail.direction === 'outbound' ? mail.messageId : (headerOf(mail.headers, 'Message-ID') ?? ''),
    subject: mail.subject,
  };
}

function details(mail: Mail, occurrence: Occurrence, at: number): [key: string, detail: Json] {
  switch (occurrence.type) {
    case 'Send':
      return ['send', {}];
    case 'Delivery':
      return ['delivery', delivery(mail, occurrence.recipient, at)];
    case 'Bounce':
      return ['bounce', bounce(occurrence, at)];
    case 'Complaint':
      return ['complaint', complaint(occurrence.recipient, at)];
    case 'DeliveryDelay':
      return ['deliveryDelay', delay(occurrence.recipient, at)];
    case 'Reject':
      return ['reject', { reason: 'Bad content' }];
    case 'Open':
      return ['open', seen(occurrence, at)];
    case 'Click':
      return ['click', { ...seen(occurrence, at), link: occurrence.link, linkTags: occurrence.linkTags }];
  }
}

const seen = ({ ipAddress, userAgent, isBotEvent }: Seen, at: number): Json => ({
  timestamp: iso(at),
  ipAddress,
  userAgent,
  isBotEvent,
});

const delivery = (mail: Mail, recipient: string, at: number): Json => ({
  timestamp: iso(at),
  processingTimeMillis: Math.max(0, at - mail.at),
  recipients: [recipient],
  smtpResponse: '250 2.6.0 Message received',
  remoteMtaIp: '127.0.0.1',
  reportingMTA: MTA,
});

const complaint = (emailAddress: string, at: number): Json => ({
  complainedRecipients: [{ emailAddress }],
  timestamp: iso(at),
  feedbackId: newMessageId(at),
  complaintSubType: null,
  userAgent: 'Amazon SES Mailbox Simulator',
  complaintFeedbackType: 'abuse',
  arrivalDate: iso(at),
});

const delay = (emailAddress: string, at: number): Json => ({
  timestamp: iso(at),
  delayType: 'MailboxFull',
  expirationTime: iso(at + 12 * 3_600_000),
  delayedRecipients: [{ emailAddress, status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' }],
  reportingMTA: MTA,
});

/** Status and diagnostic by bounce sub-type; any other is as the type says. */
const DIAGNOSTICS: Readonly<Record<string, readonly [status: string, diagnostic: string]>> = {
  OnAccountSuppressionList: [
    '5.1.1',
    'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
  ],
  Suppressed: [
    '5.1.1',
    'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
  ],
  MailboxFull: ['4.2.2', 'smtp; 452 4.2.2 mailbox full'],
};

function bounce({ recipient, bounceType, bounceSubType }: Extract<Occurrence, { type: 'Bounce' }>, at: number): Json {
  const permanent = bounceType === 'Permanent';
  const [status, diagnosticCode] = DIAGNOSTICS[bounceSubType] ?? [
    permanent ? '5.1.1' : '4.4.7',
    permanent ? 'smtp; 550 5.1.1 user unknown' : 'smtp; 451 4.4.7 try later',
  ];
  return {
    feedbackId: newMessageId(at),
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress: recipient, action: 'failed', status, diagnosticCode }],
    timestamp: iso(at),
    reportingMTA: `dsn; ${MTA}`,
  };
}
