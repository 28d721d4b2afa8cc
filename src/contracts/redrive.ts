import * as z from 'zod';
import { queueNames } from './queue-names.ts';

/** What the owner asks of the redrive function. */
export const RedriveInput = z.strictObject({
  queue: z.enum(queueNames, { error: `Name the queue: ${queueNames.join(', ')}.` }),
  max: z.number().int().min(1).max(10_000).default(1_000),
});
export type RedriveInput = z.infer<typeof RedriveInput>;
