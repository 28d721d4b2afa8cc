import * as z from 'zod';
import { EventName } from './event.ts';
import { Duration } from './primitives.ts';
import { Rule } from './rule.ts';

export const Reentry = z
  .strictObject({
    rule: z.enum(['never', 'after', 'always'], { error: 'Give one of never, after, always.' }),
    after: Duration.optional().meta({ description: 'With `after`: since the contact entered the last time.' }),
  })
  .refine(({ rule, after }) => (rule === 'after') === (after !== undefined), {
    path: ['after'],
    error: 'Give `after` with the rule "after", for example {"value": 30, "unit": "days"}, and with no other.',
  })
  .meta({ id: 'Reentry', description: 'Whether a contact who was in the campaign may enter it again.' });
export type Reentry = z.infer<typeof Reentry>;

export const Trigger = z
  .strictObject({
    event: EventName,
    filter: Rule.nullable()
      .default(null)
      .meta({ description: 'Only events and contacts that satisfy it, for example `trigger.amount >= 50`.' }),
    unless: z
      .strictObject({ event: EventName, within: Duration })
      .nullable()
      .default(null)
      .meta({ description: 'Enter only if this other event does not come within that time: an abandoned cart.' }),
    reentry: Reentry.default({ rule: 'never' }),
  })
  .meta({ id: 'Trigger', description: 'The event that lets a contact into a triggered campaign.' });
export type Trigger = z.infer<typeof Trigger>;
