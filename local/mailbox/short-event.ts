import * as z from 'zod';
import { machineKinds } from '../people/reply.ts';
import type { Mail, Occurrence, Seen } from '../ses/mail.ts';

const instant = z.iso.datetime({ offset: true, error: 'expected an instant such as 2026-12-24T09:00:00Z' });

/** An event in short form: names a stored mail and what happened to it. */
export const ShortEventSchema = z
  .strictObject({
    messageId: z.string().optional(),
    /** The value of the mail's tag `sendId`. */
    sendId: z.string().optional(),
    to: z.string().optional(),
    subject: z.string().optional(),
    type: z.enum(['Send', 'Delivery', 'Bounce', 'Complaint', 'Open', 'Click', 'Reply', 'DeliveryDelay', 'Reject']),
    at: instant.optional(),
    link: z.url({ protocol: /^https?$/ }).optional(),
    userAgent: z.string().optional(),
    ipAddress: z.string().optional(),
    isBotEvent: z.enum(['Likely', 'Unlikely']).optional(),
    bounceType: z.enum(['Permanent', 'Transient', 'Undetermined']).optional(),
    bounceSubType: z.string().optional(),
    text: z.string().optional(),
    /** Of a reply: the machine that answers in place of a person. */
    by: z.enum(machineKinds).optional(),
  })
  .refine(({ messageId, sendId, to }) => messageId !== undefined || sendId !== undefined || to !== undefined, {
    error: 'say which mail by messageId, sendId or to',
    path: ['messageId'],
  });
export type ShortEvent = z.infer<typeof ShortEventSchema>;

/** A whole SES event: passed on as it is. */
export const FullEventSchema = z.looseObject({
  eventType: z.string().min(1),
  mail: z.looseObject({ messageId: z.string(), tags: z.record(z.string(), z.array(z.string())).optional() }),
});
export type FullEvent = z.infer<typeof FullEventSchema>;

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** What the short form says, completed from the mail; undefined when a click has no link to follow. */
export function occurrenceOf(
  type: Exclude<ShortEvent['type'], 'Reply'>,
  event: ShortEvent,
  mail: Mail,
  recipient: string,
): Occurrence | undefined {
  const { bounceType = 'Permanent' } = event;
  switch (type) {
    case 'Send':
    case 'Reject':
      return { type };
    case 'Delivery':
    case 'Complaint':
    case 'DeliveryDelay':
      return { type, recipient };
    case 'Bounce':
      return { type, recipient, bounceType, bounceSubType: event.bounceSubType ?? 'General' };
    case 'Open':
      return { type, ...seenBy(event) };
    case 'Click': {
      const link =
        mail.links.find(({ url }) => url === event.link) ??
        (event.link === undefined ? mail.links[0] : { url: event.link, tags: null });
      return link && { type, ...seenBy(event), link: link.url, linkTags: link.tags };
    }
  }
}

const seenBy = ({ ipAddress = '127.0.0.1', userAgent = FIREFOX, isBotEvent = 'Unlikely' }: ShortEvent): Seen => ({
  ipAddress,
  userAgent,
  isBotEvent,
});
