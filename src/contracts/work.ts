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
    kind: z.literal('recount'),
    tenantId: z.string(),
    campaignId: z.string(),
    recountId: z.string(),
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

export const Chunk = z.strictObject({ contactIds: z.array(z.string()) });

/** Outbox: one planned mail. Ids only. */
export const OutboxWork = z.strictObject({
  tenantId: z.string(),
  campaignId: z.string(),
  contactId: z.string(),
  sendId: z.string(),
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
});
export type StepInput = z.infer<typeof StepInput>;
/** What an execution is started with. */
export type WaitInput = Omit<StepInput, 'last'>;

/** What RunStep answers: its own next input, and whether there is one. After `wait_last` no other wait can follow. */
export const StepOutcome = StepInput.extend({ next: z.enum(['wait', 'wait_last', 'done']) });
export type StepOutcome = z.infer<typeof StepOutcome>;

export const jobNames = [
  'sweep_campaigns',
  'complete_campaigns',
  'roll_up_counters',
  'recount_books',
  'tidy_schedules',
] as const;
export const JobInput = z.object({ job: z.enum(jobNames) });
export type JobName = (typeof jobNames)[number];
