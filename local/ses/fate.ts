import { createHash } from 'node:crypto';
import type { Mail, Occurrence } from './mail.ts';

/** What becomes of a mail for one recipient, and when (milliseconds after sending). */
export interface Due {
  readonly afterMs: number;
  readonly occurrence: Occurrence;
}

const SIMULATOR = /^(?<box>success|bounce|complaint|ooto|suppressionlist)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;
const HOUR_MS = 3_600_000;

/** The simulator mailbox an address names, or undefined. */
export const simulatorBox = (address: string): string | undefined =>
  SIMULATOR.exec(address)?.groups?.['box']?.toLowerCase();

/** Mails arrive 1 to 3 seconds after sending, the same for the same mail and recipient. */
export function transitMs(mail: Pick<Mail, 'messageId'>, recipient: string): number {
  const digest = createHash('sha256').update(`${mail.messageId} ${recipient}`).digest();
  return 1000 + (digest.readUInt16BE(0) % 2001);
}

export const delivered = (recipient: string, afterMs: number): Due[] => [
  { afterMs, occurrence: { type: 'Delivery', recipient } },
];

export const bounced = (recipient: string, afterMs: number, bounceType: string, bounceSubType: string): Due[] => [
  { afterMs, occurrence: { type: 'Bounce', recipient, bounceType, bounceSubType } },
];

/** A full mailbox: SES reports the delay and gives up later. */
export const softBounced = (recipient: string, afterMs: number): Due[] => [
  { afterMs, occurrence: { type: 'DeliveryDelay', recipient } },
  ...bounced(recipient, afterMs + 12 * HOUR_MS, 'Transient', 'MailboxFull'),
];

/** What the mailbox simulator does, by mailbox. */
export const simulated: Readonly<Record<string, (recipient: string, afterMs: number) => Due[]>> = {
  success: delivered,
  ooto: delivered,
  bounce: (recipient, afterMs) => bounced(recipient, afterMs, 'Permanent', 'General'),
  suppressionlist: (recipient, afterMs) => bounced(recipient, afterMs, 'Permanent', 'Suppressed'),
  complaint: (recipient, afterMs) => [
    ...delivered(recipient, afterMs),
    { afterMs: afterMs + 1000, occurrence: { type: 'Complaint', recipient } },
  ],
};
