import * as z from 'zod';
import { Metrics } from './analytics.ts';
import { EnrollmentRules, Exclusions } from './audience-rules.ts';
import { CategoryName } from './category.ts';
import { CampaignGoal } from './goal.ts';
import { Acknowledgement, Guardrail } from './guardrail.ts';
import { EmailAddress, Instant, Name, StoredInstant, TimeZone } from './primitives.ts';
import { Rotation } from './rotation.ts';
import { SendWindow } from './send-window.ts';
import { SequenceProblem, Step } from './step.ts';
import { Trigger } from './trigger.ts';

export const campaignTypes = ['broadcast', 'drip', 'triggered', 'ab_test'] as const;
export const campaignStatuses = [
  'draft',
  'in_review',
  'approved',
  'scheduled',
  'active',
  'paused',
  'completed',
  'archived',
] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

const LocalDateTime = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, {
    error: 'Write a local date and time without a zone, for example 2026-12-01T09:00.',
  })
  .meta({ example: '2026-12-01T09:00' });

const noExclusions: Exclusions = Exclusions.parse({});
const noEnrollmentRules: EnrollmentRules = EnrollmentRules.parse({});

const editable = {
  name: Name,
  description: z.string().max(5000),
  segmentId: z.string().max(80).nullable().meta({ description: 'The audience.' }),
  fromEmail: EmailAddress.nullable().meta({ description: 'A verified sender.' }),
  senders: Rotation,
  fromName: z.string().max(255).nullable(),
  replyToEmail: EmailAddress.nullable(),
  startDate: Instant.nullable().meta({ description: 'With sendStrategy `scheduled`: when a launch begins.' }),
  endDate: Instant.nullable().meta({ description: 'No mail is planned after this instant.' }),
  timezone: TimeZone.meta({ description: 'Zone of contacts whose own is unknown, and of the days in the analytics.' }),
  sendStrategy: z.enum(['immediate', 'scheduled', 'optimized']),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  unsubscribeEnabled: z.boolean(),
  stopOnReply: z.enum(['auto', 'always', 'never']).meta({
    description: 'Whether a reply ends the enrollment. `auto`: yes, unless the sequence itself asks about replies.',
  }),
  holdOutOfOffice: z.boolean().meta({
    description: 'An out-of-office answer that names a day of return lets the next step wait for it, at most 30 days.',
  }),
  atMostOnce: z.boolean().meta({
    description: 'When a send cannot be proven either way: true gives up, false sends again after the grace period.',
  }),
  priority: z.number().int().min(0).max(100).meta({
    description: 'Of two campaigns that want the same contact, the one with the higher number goes first.',
  }),
  category: CategoryName.nullable().meta({
    description: 'The kind of mail, of those a contact can opt out of one by one, for example `newsletter`.',
  }),
  trigger: Trigger.nullable().meta({ description: 'For triggered campaigns: the event that lets a contact in.' }),
  sendWindow: SendWindow.nullable().meta({ description: 'When mails may leave, in the local time of the contact.' }),
  startLocal: LocalDateTime.nullable().meta({
    description: 'Each contact begins at this time of its own zone, for example a broadcast at nine everywhere.',
  }),
  exclusions: Exclusions,
  enrollmentRules: EnrollmentRules,
  goal: CampaignGoal.nullable().meta({ description: 'The event that the campaign is for: conversions and revenue.' }),
  holdoutPercent: z.number().min(0).max(50).meta({
    description: 'Of the contacts who would enter, so many per cent get nothing, to see what the campaign brings.',
  }),
};

const defaults = {
  description: editable.description.default(''),
  segmentId: editable.segmentId.default(null),
  fromEmail: editable.fromEmail.default(null),
  senders: editable.senders.default([]),
  fromName: editable.fromName.default(null),
  replyToEmail: editable.replyToEmail.default(null),
  startDate: editable.startDate.default(null),
  endDate: editable.endDate.default(null),
  timezone: editable.timezone.default('UTC'),
  sendStrategy: editable.sendStrategy.default('immediate'),
  trackOpens: editable.trackOpens.default(true),
  trackClicks: editable.trackClicks.default(true),
  unsubscribeEnabled: editable.unsubscribeEnabled.default(true),
  stopOnReply: editable.stopOnReply.default('auto'),
  holdOutOfOffice: editable.holdOutOfOffice.default(false),
  atMostOnce: editable.atMostOnce.default(false),
  priority: editable.priority.default(50),
  category: editable.category.default(null),
  trigger: editable.trigger.default(null),
  sendWindow: editable.sendWindow.default(null),
  startLocal: editable.startLocal.default(null),
  exclusions: editable.exclusions.default(noExclusions),
  enrollmentRules: editable.enrollmentRules.default(noEnrollmentRules),
  goal: editable.goal.default(null),
  holdoutPercent: editable.holdoutPercent.default(0),
};

export const CampaignType = z.enum(campaignTypes, { error: 'Give one of broadcast, drip, triggered, ab_test.' });

const datesInOrder = (body: { startDate?: string | null | undefined; endDate?: string | null | undefined }): boolean =>
  !body.startDate || !body.endDate || body.startDate < body.endDate;
const datesOutOfOrder = { error: 'endDate must be later than startDate.', path: ['endDate'] };

export const NewCampaign = z
  .strictObject({ name: editable.name, campaignType: CampaignType, ...defaults })
  .refine(datesInOrder, datesOutOfOrder)
  .meta({ id: 'NewCampaign' });
export type NewCampaign = z.infer<typeof NewCampaign>;

export const CampaignPatch = z
  .strictObject({ ...editable, campaignType: CampaignType })
  .partial()
  .refine(datesInOrder, datesOutOfOrder)
  .meta({ id: 'CampaignPatch' });
export type CampaignPatch = z.infer<typeof CampaignPatch>;

export const resumePolicies = ['shift', 'now', 'skip_stale'] as const;
export type ResumePolicy = (typeof resumePolicies)[number];

/** A pause that ended or still lasts (`to` null). */
export const Pause = z.object({
  from: StoredInstant,
  to: StoredInstant.nullable(),
  policy: z.enum(resumePolicies).nullable(),
});
export type Pause = z.infer<typeof Pause>;

const FromTemplate = z
  .object({ id: z.string(), version: z.number().int() })
  .meta({ description: 'The campaign template it was made of, and its version then.' });

export const Campaign = z
  .object({
    id: z.string(),
    tenantId: z.string(),
    campaignType: CampaignType,
    ...editable,
    senders: defaults.senders,
    holdOutOfOffice: defaults.holdOutOfOffice,
    category: defaults.category,
    trigger: defaults.trigger,
    sendWindow: defaults.sendWindow,
    startLocal: defaults.startLocal,
    exclusions: defaults.exclusions,
    enrollmentRules: defaults.enrollmentRules,
    goal: defaults.goal,
    holdoutPercent: defaults.holdoutPercent,
    startDate: StoredInstant.nullable(),
    endDate: StoredInstant.nullable(),
    status: z.enum(campaignStatuses),
    totalContacts: z.number().int().meta({ description: 'Contacts enrolled by launches.' }),
    version: z.number().int().meta({ description: 'The published version; 0 before the first launch.' }),
    rev: z.number().int().meta({ description: 'Grows with every change.' }),
    shards: z.number().int(),
    epoch: z.number().int().meta({ description: 'Grows with every pause and resume.' }),
    pauses: z.array(Pause),
    pauseReason: z.enum(['user', 'guardrail']).nullable().default(null).meta({
      description: 'What paused it: somebody, or a guardrail. null while it is not paused.',
    }),
    guardrail: Guardrail.nullable().default(null).meta({
      description: 'What the guardrails last found; null while they found nothing.',
    }),
    acknowledged: Acknowledgement.nullable().default(null),
    launchId: z.string().nullable(),
    fromTemplate: FromTemplate.nullable().default(null),
    createdBy: z.string(),
    createdAt: StoredInstant,
    updatedAt: StoredInstant,
    launchedAt: StoredInstant.nullable(),
    completedAt: StoredInstant.nullable(),
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;

/** What a reply shows of a campaign: everything but the engine's own bookkeeping. */
export const CampaignView = Campaign.omit({
  shards: true,
  epoch: true,
  pauses: true,
  acknowledged: true,
  launchId: true,
}).meta({
  id: 'CampaignView',
});

export const CampaignDetails = z
  .object({
    campaign: CampaignView,
    entry: z.string().nullable(),
    steps: z.array(Step),
    problems: z.array(SequenceProblem),
    analytics: Metrics,
  })
  .meta({ id: 'CampaignDetails' });

const reviewKeys = [
  'audience',
  'sequence',
  'templates',
  'personalization',
  'schedule',
  'from_address',
  'authentication',
  'reputation',
  'capacity',
  'compliance',
  'one_click',
  'unsubscribe',
  'size',
  'links',
  'spam_hints',
  'inbox_line',
  'fallbacks',
  'consent',
  'send_window',
] as const;

export const ReviewItem = z
  .object({
    key: z.enum(reviewKeys),
    label: z.string(),
    state: z.enum(['pass', 'warning', 'fail']),
    reason: z.string(),
    fix: z.string().nullable(),
  })
  .meta({ id: 'ReviewItem' });
export type ReviewItem = z.infer<typeof ReviewItem>;

export const Review = z
  .object({ ready: z.boolean(), items: z.array(ReviewItem), problems: z.array(SequenceProblem) })
  .meta({ id: 'Review', description: 'The pre-launch checklist, computed.' });
export type Review = z.infer<typeof Review>;
