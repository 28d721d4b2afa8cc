import * as z from 'zod';
import { enrollmentStatuses } from './enrollment.ts';
import { SentVariant, Timing } from './message.ts';
import { StoredInstant } from './primitives.ts';

export const WhyEntry = z
  .object({
    at: StoredInstant.meta({ description: 'When it happened, or would.' }),
    stepId: z.string().nullable(),
    stepName: z.string().nullable(),
    kind: z.string().nullable(),
    what: z.string(),
    expected: z
      .boolean()
      .meta({ description: 'True for what has not happened yet: it is what will, if nothing else does.' }),
    because: z.string().meta({ description: 'The decision and the facts it went by.' }),
    rule: z.string().nullable().meta({ description: 'The rules of the step, in words.' }),
    until: StoredInstant.nullable(),
    mail: z
      .object({
        sendId: z.string(),
        status: z.string(),
        reason: z.string().nullable(),
        timing: Timing.nullable(),
        variant: SentVariant.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'WhyEntry' });
export type WhyEntry = z.infer<typeof WhyEntry>;

export const Why = z
  .object({
    campaignId: z.string(),
    contactId: z.string(),
    sentence: z.string().meta({ description: 'How the contact stands in the campaign.' }),
    enrollments: z.array(
      z.object({
        entry: z.number().int(),
        version: z.number().int(),
        status: z.enum(enrollmentStatuses),
        sentence: z.string(),
        entries: z.array(WhyEntry),
      }),
    ),
  })
  .meta({ id: 'Why', description: 'For each step, what happened or will happen to a contact, and by which facts.' });
export type Why = z.infer<typeof Why>;
