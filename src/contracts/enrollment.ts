import * as z from 'zod';
import { SentVariant, Timing } from './message.ts';
import { StoredInstant } from './primitives.ts';

export const enrollmentStatuses = ['enrolled', 'active', 'held', 'completed', 'exited'] as const;
export type EnrollmentStatus = (typeof enrollmentStatuses)[number];

/** Reasons that keep an enrollment from running; it runs only while none of them holds. */
export const holdReasons = ['campaign_paused', 'contact_paused', 'higher_priority', 'approval', 'experiment'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** Reasons the engine gives when it ends an enrollment; `exit` steps bring their own. */
export const stopReasons = [
  'unsubscribed',
  'bounced',
  'complained',
  'replied',
  'contact_deleted',
  'campaign_archived',
  'campaign_ended',
  'segment_left',
  'category_opt_out',
  'suppressed',
] as const;
export type StopReason = (typeof stopReasons)[number];

/** What a contact waits for on a step that it has entered already. */
export const Pending = z.discriminatedUnion('for', [
  z.object({ for: z.literal('arm') }),
  /** The rest of a wait that is longer than one execution carries. */
  z.object({ for: z.literal('date') }),
  z.object({ for: z.literal('send_time'), timing: Timing, variant: SentVariant.nullable().default(null) }),
  /** The outcome of the test on the mail. */
  z.object({ for: z.literal('experiment') }),
  z.object({
    for: z.literal('event'),
    /** The event that came; null while none has. */
    eventId: z.string().nullable(),
    /** Wakes the execution that waits; null until it waits. */
    token: z.string().nullable(),
  }),
]);
export type Pending = z.infer<typeof Pending>;

export const LogEntry = z
  .object({
    at: StoredInstant,
    stepId: z.string().nullable(),
    what: z.enum([
      'enrolled',
      'email_planned',
      'email_skipped',
      'waiting',
      'branch',
      'action',
      'held',
      'resumed',
      'exited',
      'completed',
      'moved',
    ]),
    detail: z.string().meta({ description: 'One sentence saying what was decided and why.' }),
    sendId: z.string().nullable(),
    until: StoredInstant.nullable(),
  })
  .meta({ id: 'TimelineEntry' });
export type LogEntry = z.infer<typeof LogEntry>;

export const Enrollment = z.object({
  tenantId: z.string(),
  campaignId: z.string(),
  contactId: z.string(),
  entry: z.number().int().meta({ description: '1 for the first time in this campaign, 2 for the second…' }),
  version: z.number().int(),
  status: z.enum(enrollmentStatuses),
  held: z.array(z.enum(holdReasons)),
  /** The step that runs at the next wake. */
  cursor: z.string().nullable(),
  /** The step the contact stands on, for people. */
  currentStepId: z.string().nullable(),
  dueAt: StoredInstant.nullable(),
  waitingSince: StoredInstant.nullable(),
  pending: Pending.nullable(),
  /** No mail is planned before: the contact is out of office. */
  awayUntil: StoredInstant.nullable(),
  /** Of the campaign when the contact entered, where it shares contacts by priority; else null. */
  priority: z.number().int().nullable(),
  /** What let the contact in: an event, or a step of another campaign; null for a launch. */
  startedBy: z.string().nullable(),
  /** The event that last started or woke this enrollment. */
  eventId: z.string().nullable(),
  /** Number of the state-machine execution that carries the current wait. */
  generation: z.number().int(),
  rev: z.number().int(),
  visits: z.record(z.string(), z.number().int()),
  previousSendId: z.string().nullable(),
  stepsCompleted: z.number().int(),
  exitReason: z.string().nullable(),
  shard: z.number().int(),
  enrolledAt: StoredInstant,
  completedAt: StoredInstant.nullable(),
  exitedAt: StoredInstant.nullable(),
  log: z.array(LogEntry),
});
export type Enrollment = z.infer<typeof Enrollment>;

export const EnrollmentView = Enrollment.pick({
  campaignId: true,
  contactId: true,
  entry: true,
  version: true,
  status: true,
  held: true,
  currentStepId: true,
  stepsCompleted: true,
  exitReason: true,
  enrolledAt: true,
  completedAt: true,
  exitedAt: true,
})
  .extend({ nextStepAt: StoredInstant.nullable() })
  .meta({ id: 'Enrollment' });
export type EnrollmentView = z.infer<typeof EnrollmentView>;
