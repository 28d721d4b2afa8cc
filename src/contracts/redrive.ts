import * as z from 'zod';

/** What the owner asks of the redrive function. */
export const RedriveInput = z.strictObject({
  queue: z.enum(['Planning', 'Enrolment', 'Outbox', 'Tracking', 'Events', 'Effects', 'Transfers'], {
    error: 'Name the queue: Planning, Enrolment, Outbox, Tracking, Events or Effects.',
  }),
  max: z.number().int().min(1).max(10_000).default(1_000),
});
export type RedriveInput = z.infer<typeof RedriveInput>;
