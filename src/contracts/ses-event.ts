import * as z from 'zod';

const tags = z.record(z.string(), z.array(z.string()));
const header = z.object({ name: z.string(), value: z.string() });

const Mail = z.object({
  timestamp: z.string(),
  messageId: z.string(),
  destination: z.array(z.string()).optional(),
  headers: z.array(header).optional(),
  tags: tags.optional(),
});

const seen = z.object({
  timestamp: z.string(),
  ipAddress: z.string().optional(),
  userAgent: z.string().optional(),
  isBotEvent: z.string().optional(),
});

/** SES event publishing, as SNS carries it. Fields we do not read are dropped, never refused. */
export const SesEvent = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail: Mail }),
  z.object({ eventType: z.literal('Delivery'), mail: Mail, delivery: z.object({ timestamp: z.string() }) }),
  z.object({
    eventType: z.literal('Bounce'),
    mail: Mail,
    bounce: z.object({
      timestamp: z.string(),
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(z.object({ emailAddress: z.string(), status: z.string().optional() })).default([]),
    }),
  }),
  z.object({ eventType: z.literal('Complaint'), mail: Mail, complaint: z.object({ timestamp: z.string() }) }),
  z.object({ eventType: z.literal('Open'), mail: Mail, open: seen }),
  z.object({ eventType: z.literal('Click'), mail: Mail, click: seen.extend({ link: z.string() }) }),
  z.object({ eventType: z.literal('Reject'), mail: Mail, reject: z.object({ reason: z.string().optional() }) }),
  z.object({
    eventType: z.literal('DeliveryDelay'),
    mail: Mail,
    deliveryDelay: z.object({ timestamp: z.string(), delayType: z.string().default('Undetermined') }),
  }),
  z.object({ eventType: z.literal('Rendering Failure'), mail: Mail }),
  z.object({ eventType: z.literal('Subscription'), mail: Mail }),
]);
export type SesEvent = z.infer<typeof SesEvent>;

const verdict = z.object({ status: z.string() });

/** SES receiving: a mail for the reply or unsubscribe address. */
export const SesReceived = z.object({
  notificationType: z.literal('Received'),
  mail: z.object({
    timestamp: z.string(),
    messageId: z.string(),
    source: z.string(),
    headers: z.array(header).default([]),
  }),
  receipt: z.object({
    timestamp: z.string(),
    recipients: z.array(z.string()),
    virusVerdict: verdict.optional(),
    spfVerdict: verdict.optional(),
    dkimVerdict: verdict.optional(),
    /** Where its source is. */
    action: z.object({ objectKey: z.string() }),
  }),
});
export type SesReceived = z.infer<typeof SesReceived>;

/** What a received mail says about a mail of ours, as ReceiveReply found out. */
export const ReplyNotice = z.object({
  notificationType: z.literal('Reply'),
  id: z.string(),
  type: z.enum(['replied', 'autoReplied', 'bounced']),
  at: z.string(),
  tenantId: z.string(),
  contactId: z.string(),
  sendId: z.string(),
  sesMessageId: z.string(),
});
export type ReplyNotice = z.infer<typeof ReplyNotice>;

export const TrackingNotification = z.union([SesEvent, ReplyNotice]);

/** The envelope SNS wraps around a message unless raw delivery is on. */
export const SnsEnvelope = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });
