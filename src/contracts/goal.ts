import * as z from 'zod';
import { EventName, PropertyFilters } from './event.ts';

export const CampaignGoal = z
  .strictObject({
    event: EventName,
    where: PropertyFilters.optional().meta({ description: 'Only events whose properties satisfy all of these count.' }),
    windowDays: z.number().int().min(1).max(90).default(30).meta({
      description: 'How long after a mail, and after a contact entered, an event still counts.',
    }),
    valueProperty: z.string().min(1).max(200).optional().meta({
      description:
        'The property that says what it is worth, for example `order.total`. Its currency is the property `currency` beside it, as EUR.',
      example: 'total',
    }),
  })
  .meta({ id: 'CampaignGoal', description: 'What the campaign is for: an event of its contacts.' });
export type CampaignGoal = z.infer<typeof CampaignGoal>;

/** ISO 4217: of amounts that name no currency. */
export const noCurrency = 'XXX';

export const Revenue = z.record(z.string(), z.number()).meta({
  id: 'Revenue',
  description: 'Amounts by currency (ISO 4217; XXX where an event named none).',
});
export type Revenue = z.infer<typeof Revenue>;
