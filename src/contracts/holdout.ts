import * as z from 'zod';
import { Revenue } from './goal.ts';

const count = z.number().int();
const share = z.number().meta({ description: 'A share from 0 to 1.' });

const Group = z
  .object({
    people: count.meta({ description: 'Contacts who entered, or would have.' }),
    goals: count.meta({ description: 'Those of them who reached the goal, each once.' }),
    rate: share,
    revenue: Revenue,
    revenuePerPerson: Revenue,
  })
  .meta({ id: 'HoldoutGroup' });

export const HoldoutReport = z
  .object({
    holdoutPercent: z.number(),
    goal: z.string().nullable().meta({ description: 'The event; null where the campaign has no goal.' }),
    windowDays: count.nullable().meta({ description: 'Only goals so soon after the entry count, on both sides.' }),
    campaign: Group,
    holdout: Group,
    enough: z.boolean().meta({ description: 'False below 100 people on either side: the figures then mean nothing.' }),
    lift: z
      .object({ points: share, low: share, high: share })
      .meta({ description: 'The goal rate in the campaign less that of the hold-out, with its 95 % interval.' }),
    sentence: z.string(),
  })
  .meta({
    id: 'HoldoutReport',
    description: 'What the campaign brings: its contacts against those who were held out and got nothing.',
  });
export type HoldoutReport = z.infer<typeof HoldoutReport>;

export const holdoutGroups = ['campaign', 'holdout'] as const;
export type HoldoutGroup = (typeof holdoutGroups)[number];

/** On which side of a hold-out a contact is; of the others of a launch there is none before they reach the goal. */
export const HoldoutMark = z.object({
  campaignId: z.string(),
  group: z.enum(holdoutGroups),
  enteredAt: z.string(),
  /** Names what let the contact in, or would have; null for a launch. */
  startedBy: z.string().nullable(),
  goalAt: z.string().nullable().default(null),
});
export type HoldoutMark = z.infer<typeof HoldoutMark>;
