import * as z from 'zod';
import { StoredInstant } from './primitives.ts';
import { Sighting, SightingView } from './sighting.ts';

export const messageStatuses = ['planned', 'claimed', 'sent', 'skipped', 'failed', 'unknown'] as const;

/** Why a planned mail was not sent. */
export const skipReasons = [
  'unsubscribed',
  'bounced',
  'complained',
  'replied',
  'suppressed',
  'no_consent',
  'customer',
  'excluded_by_rule',
  'category_opt_out',
  'contact_deleted',
  'campaign_archived',
  'campaign_ended',
  'segment_left',
  'stale',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why a mail could not be sent. */
export const failReasons = [
  'render_error',
  'no_content',
  'rejected',
  'rejected_by_ses',
  'sender_not_verified',
  'bad_request',
] as const;
export type FailReason = (typeof failReasons)[number];

/** What a bounce says: of the mailbox for good, of the mailbox for now, of nothing, of the mail or its sender. */
export const bounceClasses = ['hard', 'soft', 'undetermined', 'policy'] as const;
export type BounceClass = (typeof bounceClasses)[number];

const first = StoredInstant.nullable();

/** One move of a mail's time: which rule moved it, to when, and why in words. */
export const Shift = z.object({ rule: z.string(), to: StoredInstant, detail: z.string() }).meta({ id: 'Shift' });
export type Shift = z.infer<typeof Shift>;

/** When a mail was to leave, and what chose that time. */
export const Timing = z
  .object({
    at: StoredInstant,
    zone: z.string(),
    zoneSource: z.enum(['contact', 'country', 'campaign', 'utc']),
    arm: z.enum(['optimized', 'explored']).nullable().meta({
      description: 'Whether send-time optimization chose the time, or a random one to measure it by.',
    }),
    shifts: z.array(Shift),
  })
  .meta({ id: 'Timing' });
export type Timing = z.infer<typeof Timing>;

export const sentVariantRoles = ['test', 'again', 'outcome'] as const;

/** Which variant of its step a mail is: drawn in the test, or sent as its outcome. */
export const SentVariant = z.object({ key: z.string(), role: z.enum(sentVariantRoles) }).meta({
  id: 'SentVariant',
  description:
    'The variant of an A/B test that the mail is, null without a test; `again`: the contact had its mail of the test before, and each counts once.',
});
export type SentVariant = z.infer<typeof SentVariant>;

/** Receiving servers that put a mail off; SES goes on trying. */
export const Delay = z.object({ first: StoredInstant, last: StoredInstant, type: z.string() }).meta({
  id: 'Delay',
  description: 'When the receiving server first and last put the mail off, and why it last did.',
});
export type Delay = z.infer<typeof Delay>;

/** What happened to a mail: the first time of each fact. Never a last status, so order and duplicates cannot matter. */
export const Flags = z.object({
  sent: first,
  delivered: first,
  bounced: first,
  opened: first,
  machineOpened: first,
  clicked: first,
  machineClicked: first,
  replied: first,
  autoReplied: first.default(null),
  complained: first,
  unsubscribed: first,
});
export type Flags = z.infer<typeof Flags>;

export const noFlags: Flags = {
  sent: null,
  delivered: null,
  bounced: null,
  opened: null,
  machineOpened: null,
  clicked: null,
  machineClicked: null,
  replied: null,
  autoReplied: null,
  complained: null,
  unsubscribed: null,
};

/** One row of the send ledger: one mail to one contact at one visit of one step. */
export const Message = z.object({
  sendId: z.string(),
  tenantId: z.string(),
  campaignId: z.string(),
  contactId: z.string(),
  entry: z.number().int(),
  stepId: z.string(),
  visit: z.number().int(),
  version: z.number().int(),
  /** The event whose properties the content may show. */
  eventId: z.string().nullable().default(null),
  timing: Timing.nullable().default(null),
  variant: SentVariant.nullable().default(null),
  status: z.enum(messageStatuses),
  reason: z.string().nullable(),
  held: z.boolean(),
  plannedAt: StoredInstant,
  claimedAt: first,
  leaseUntil: first,
  fence: z.number().int(),
  sentAt: first,
  sesMessageId: z.string().nullable(),
  /** The From address, from the claim on; the later mails of the enrollment have the same. */
  from: z.string().nullable().default(null),
  bounceType: z.string().nullable(),
  bounceClass: z.enum(bounceClasses).nullable().default(null),
  flags: Flags,
  links: z.record(z.string(), StoredInstant),
  /** Every open and click, in order of time. Flags and links say what follows from those of people. */
  seen: z.array(Sighting).default([]),
  /** The counters of unknown opens and clicks know of it. Rows that were last judged before there were such counters have no such mark. */
  countsUnknown: z.literal(true).optional(),
  delay: Delay.nullable().default(null),
  /** The goal of the test that the mail takes part in was reached. */
  goalAt: first.default(null),
  /** Goal events of the campaign that are laid to this mail. */
  conversions: z.number().int().optional(),
  events: z.array(z.string()),
  /** How often the count put it on the queue again: messages of the queue with a lower number are dropped. */
  copy: z.number().int().default(0),
  rev: z.number().int(),
});
export type Message = z.infer<typeof Message>;

export const MessageView = Message.pick({
  sendId: true,
  campaignId: true,
  contactId: true,
  entry: true,
  stepId: true,
  version: true,
  reason: true,
  plannedAt: true,
  timing: true,
  variant: true,
  sentAt: true,
  sesMessageId: true,
  from: true,
  bounceType: true,
  bounceClass: true,
  flags: true,
  delay: true,
})
  .extend({
    seen: z.array(SightingView),
    status: z.enum([...messageStatuses, 'delivered', 'bounced', 'complained']),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof MessageView>;
