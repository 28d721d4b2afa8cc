import type { SentMail } from './sent-mail.ts';

const details = {
  Send: () => ['send', {}],
  Delivery: (at, { to }) => ['delivery', { timestamp: at, processingTimeMillis: 900, recipients: [to] }],
  Open: (at) => [
    'open',
    {
      timestamp: at,
      ipAddress: '198.51.100.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Thunderbird/140.0',
    },
  ],
  Bounce: (at, { to }) => [
    'bounce',
    {
      timestamp: at,
      feedbackId: '0100019a-0000-4000-8000-000000000001-000000',
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: to, action: 'failed', status: '5.1.1' }],
    },
  ],
} as const satisfies Record<string, (at: string, mail: SentMail) => readonly [string, object]>;

export type EventType = keyof typeof details;

/** The record that SES would publish of a mail: the mail as it was sent, its tags as lists, and what happened at `at`. */
export function sesEvent(eventType: EventType, mail: SentMail, at: string): object {
  const [key, detail] = details[eventType](at, mail);
  return {
    eventType,
    mail: {
      timestamp: mail.at,
      messageId: mail.messageId,
      destination: [mail.to],
      headersTruncated: false,
      headers: mail.headers,
      tags: {
        'ses:configuration-set': [mail.configurationSet],
        ...Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]])),
      },
    },
    [key]: detail,
  };
}
