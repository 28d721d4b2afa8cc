import * as z from 'zod';
import { Rule } from './rule.ts';

/** Who of the audience gets no mail of the campaign, or gets it later. */
export const Exclusions = z
  .strictObject({
    inOtherCampaign: z.enum(['allow', 'exclude', 'pause_lower_priority']).default('allow').meta({
      description:
        'A contact who is in another campaign: `exclude` leaves it out; `pause_lower_priority` holds the one with the lower priority until the other ends.',
    }),
    receivedWithinHours: z.number().int().min(1).max(720).nullable().default(null).meta({
      description:
        'No mail to a contact who got one, of any campaign, within so many hours: it waits until they are over.',
    }),
    customers: z.boolean().default(false).meta({ description: 'Leaves out contacts whose lifecycle is `customer`.' }),
    rule: Rule.nullable().default(null).meta({ description: 'Leaves out contacts who satisfy it.' }),
  })
  .meta({ id: 'Exclusions' });
export type Exclusions = z.infer<typeof Exclusions>;

/** What a campaign does when its dynamic segment changes. */
export const EnrollmentRules = z
  .strictObject({
    newContacts: z.enum(['auto_enroll', 'ignore']).default('ignore'),
    exitedContacts: z.enum(['remove_from_sequence', 'keep']).default('keep'),
  })
  .meta({
    id: 'EnrollmentRules',
    description: 'What follows when contacts join or leave the segment after the launch.',
  });
export type EnrollmentRules = z.infer<typeof EnrollmentRules>;
