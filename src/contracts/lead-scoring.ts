import * as z from 'zod';
import { EventName, PropertyFilters } from './event.ts';

/** What people do with mails, as scoring rules name it. The properties to ask about are `campaignId`, `stepId` and, of clicks, `link`. */
export const mailActivities = ['email.opened', 'email.clicked', 'email.replied'] as const;
export type MailActivity = (typeof mailActivities)[number];

export const ScoringRule = z
  .strictObject({
    event: EventName.meta({
      description: `One of your events, or ${mailActivities.join(', ')}: the first time that a person does it with a mail.`,
      example: 'demo.booked',
    }),
    where: PropertyFilters.optional().meta({ description: 'Only where all of these hold of its properties.' }),
    points: z.number().int().min(-10_000).max(10_000),
    maxPerDay: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: 'How often a day (UTC) the rule counts for a contact; any number of times when absent.' }),
  })
  .meta({ id: 'ScoringRule' });
export type ScoringRule = z.infer<typeof ScoringRule>;

const Decay = z
  .strictObject({ halfLifeDays: z.number().int().min(1).max(3_650) })
  .meta({ id: 'ScoreDecay', description: 'Half of a score is left after so many days.' });

export const LeadScoring = z
  .strictObject({ rules: z.array(ScoringRule).max(100), decay: Decay.nullable() })
  .meta({ id: 'LeadScoring', description: 'What changes the lead score of a contact by itself.' });
export type LeadScoring = z.infer<typeof LeadScoring>;

/** How often the limited rules counted for a contact on a day. */
export const ScoreTally = z.object({ day: z.string(), counts: z.record(z.string(), z.number()) });
export type ScoreTally = z.infer<typeof ScoreTally>;

/** Where the decay of a score counts from: what it was exactly on a day, and the whole number that was shown for it last. */
export const ScoreAnchor = z.object({
  day: z.string(),
  exact: z.number(),
  shown: z.number(),
  halfLifeDays: z.number(),
});
export type ScoreAnchor = z.infer<typeof ScoreAnchor>;
