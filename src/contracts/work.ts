import * as z from 'zod';

/** Plan queue: read one more stretch of the audience. The cursor lives in the plan row. */
export const PlanWork = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('launch'), tenantId: z.string(), campaignId: z.string(), launchId: z.string() }),
  z.strictObject({ kind: z.literal('plan'), tenantId: z.string(), campaignId: z.string(), launchId: z.string() }),
  z.strictObject({
    kind: z.literal('resume'),
    tenantId: z.string(),
    campaignId: z.string(),
    epoch: z.number().int(),
    what: z.enum(['mails', 'enrollments']),
    shard: z.number().int(),
    cursor: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('zone'),
    tenantId: z.string(),
    campaignId: z.string(),
    launchId: z.string(),
    zone: z.string(),
  }),
  z.strictObject({
    kind: z.literal('migrate'),
    tenantId: z.string(),
    campaignId: z.string(),
    version: z.number().int(),
    /** Which of the open statuses is walked. */
    status: z.number().int(),
    shard: z.number().int(),
    cursor: z.string().nullable(),
  }),
  /** Begin the tests on mails of the published version. */
  z.strictObject({ kind: z.literal('begin_tests'), tenantId: z.string(), campaignId: z.string() }),
  /** Let those of a shard go on who wait for the outcome of a test. */
  z.strictObject({
    kind: z.literal('release'),
    tenantId: z.string(),
    campaignId: z.string(),
    shard: z.number().int(),
    cursor: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('close'),
    tenantId: z.string(),
    campaignId: z.string(),
    shard: z.number().int(),
  }),
  z.strictObject({
    kind: z.literal('recount'),
    tenantId: z.string(),
    campaignId: z.string(),
    recountId: z.string(),
  }),
  /** Judge the contacts of one shard by the rule of a dynamic segment. The cursor lies in the row of the shard. */
  z.strictObject({
    kind: z.literal('refresh'),
    tenantId: z.string(),
    segmentId: z.string(),
    refreshId: z.string(),
    shard: z.number().int(),
  }),
  /** Begin a refresh once those of the segments that the rule names are over; `waits`: how often it was put off. */
  z.strictObject({
    kind: z.literal('start_refresh'),
    tenantId: z.string(),
    segmentId: z.string(),
    waits: z.number().int(),
  }),
  /** Take the members out of a dynamic segment that was deleted, then its last rows. */
  z.strictObject({ kind: z.literal('empty_segment'), tenantId: z.string(), segmentId: z.string() }),
  /** Let the lead scores of one shard of contacts decay to what they are on a day (UTC). */
  z.strictObject({
    kind: z.literal('decay'),
    tenantId: z.string(),
    shard: z.number().int(),
    cursor: z.string().nullable(),
    day: z.string(),
  }),
]);
export type PlanWork = z.infer<typeof PlanWork>;

/** Enrolment queue: take the contacts of one chunk to their first wait. */
export const EnrolWork = z.strictObject({
  tenantId: z.string(),
  campaignId: z.string(),
  launchId: z.string(),
  chunk: z.number().int(),
  key: z.string(),
});
export type EnrolWork = z.infer<typeof EnrolWork>;

/** Enrolment queue: contacts joined or left a segment; what follows in the campaigns that use it is told by their membership now. */
export const MembershipWork = z.strictObject({
  tenantId: z.string(),
  segmentId: z.string(),
  contactIds: z.array(z.string()).readonly(),
  /** Names what changed the memberships: a refresh, or the segment itself for a change by hand. */
  cause: z.string(),
});
export type MembershipWork = z.infer<typeof MembershipWork>;

/** Enrolment queue: contacts who wait for the outcome of a test go on. */
export const ReleaseWork = z.strictObject({
  tenantId: z.string(),
  campaignId: z.string(),
  waiting: z.array(z.strictObject({ contactId: z.string(), entry: z.number().int() })).readonly(),
});
export type ReleaseWork = z.infer<typeof ReleaseWork>;

export const EnrolmentWork = z.union([EnrolWork, MembershipWork, ReleaseWork]);
export type EnrolmentWork = z.infer<typeof EnrolmentWork>;

export const Chunk = z.strictObject({ contactIds: z.array(z.string()) });

/** Outbox: one planned mail. Ids only; `copy` where the mail was put on the queue again. */
export const OutboxWork = z.strictObject({
  tenantId: z.string(),
  campaignId: z.string(),
  contactId: z.string(),
  sendId: z.string(),
  copy: z.number().int().optional(),
});
export type OutboxWork = z.infer<typeof OutboxWork>;

/** Input of a contact-sequence execution, and of every RunStep in it. */
export const StepInput = z.strictObject({
  tenantId: z.string(),
  campaignId: z.string(),
  contactId: z.string(),
  entry: z.number().int(),
  generation: z.number().int(),
  waitUntil: z.string(),
  /** The execution ends with this step: it can carry no other wait. */
  last: z.boolean().default(false),
  /** When the execution began; absent in what older definitions send. */
  startedAt: z.string().optional(),
});
export type StepInput = z.infer<typeof StepInput>;
/** What an execution is started with. */
export type WaitInput = Omit<StepInput, 'last' | 'startedAt'>;

/**
 * What RunStep answers: its own next input, and whether there is one. After `wait_last` no other wait can follow; `await_event` waits for
 * an event, at most so many seconds.
 */
export const StepOutcome = StepInput.extend({
  next: z.enum(['wait', 'wait_last', 'await_event', 'done']),
  timeoutSeconds: z.number().int().min(1).optional(),
});
export type StepOutcome = z.infer<typeof StepOutcome>;

/** What AwaitEvent is given: the enrollment that waits, and the token that wakes its execution. */
export const AwaitInput = StepInput.pick({
  tenantId: true,
  campaignId: true,
  contactId: true,
  entry: true,
  generation: true,
}).extend({ token: z.string() });
export type AwaitInput = z.infer<typeof AwaitInput>;

/** Effects queue: one thing to do outside a contact. Ids only. */
export const EffectWork = z.strictObject({ tenantId: z.string(), contactId: z.string(), effectId: z.string() });
export type EffectWork = z.infer<typeof EffectWork>;

/** Events queue: something happened to a contact. Ids only. */
export const EventWork = z.strictObject({ tenantId: z.string(), contactId: z.string(), eventId: z.string() });
export type EventWork = z.infer<typeof EventWork>;

/** Transfers queue: read or write one more stretch of a file. How far it is lies in the row of the transfer. */
export const TransferWork = z.strictObject({
  kind: z.enum(['import', 'export']),
  tenantId: z.string(),
  id: z.string(),
});
export type TransferWork = z.infer<typeof TransferWork>;

export const jobNames = [
  'sweep_campaigns',
  'complete_campaigns',
  'roll_up_counters',
  'recount_books',
  'tidy_schedules',
  'refresh_segments',
  'decay_scores',
  'check_senders',
] as const;
export const JobInput = z.object({ job: z.enum(jobNames) });
export type JobName = (typeof jobNames)[number];
