import * as z from 'zod';
import { Duration } from './primitives.ts';

export const engagementEvents = ['delivered', 'opened', 'clicked', 'replied', 'bounced'] as const;
export type EngagementEvent = (typeof engagementEvents)[number];

export const EngagementFact = z
  .strictObject({
    engagement: z.strictObject({
      email: z
        .string()
        .min(1)
        .max(64)
        .meta({ description: '`previous` (the mail before this step), `any`, or the id of an email step.' }),
      event: z.enum(engagementEvents),
      link: z.url().max(2000).optional().meta({ description: 'For `clicked`: only this link counts.' }),
      within: Duration.optional().meta({ description: 'Only events this soon after the mail was sent count.' }),
    }),
  })
  .meta({
    id: 'EngagementFact',
    description: 'What the contact did with a mail of this campaign. Opens and clicks are human ones.',
  });

export const contactOperators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'contains',
  'starts_with',
  'exists',
  'before',
  'after',
  'within_last',
] as const;

const FactValue = z.union([
  z.string().max(1000),
  z.number(),
  z.boolean(),
  z
    .array(z.union([z.string().max(1000), z.number()]))
    .min(1)
    .max(100),
  Duration,
]);
export type FactValue = z.infer<typeof FactValue>;

const comparison = { op: z.enum(contactOperators), value: FactValue.optional() };

export const ContactFact = z
  .strictObject({
    contact: z.strictObject({
      field: z
        .string()
        .min(1)
        .max(80)
        .meta({ description: 'A contact field, or `custom.<name>`.', example: 'companySize' }),
      ...comparison,
    }),
  })
  .meta({ id: 'ContactFact', description: 'A field of the contact compared with a value.' });

export const PropertyTest = z.strictObject({
  property: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: 'A property of the event; dots lead inside objects and lists.', example: 'cart.total' }),
  ...comparison,
});
export type PropertyTest = z.infer<typeof PropertyTest>;

export const EventFact = z
  .strictObject({
    event: z.strictObject({
      name: z.string().min(1).max(100).meta({ example: 'order.completed' }),
      where: z
        .array(PropertyTest)
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'Only events whose properties satisfy all of these count.' }),
      within: Duration.optional().meta({ description: 'Only events at most this long ago count.' }),
      atLeast: z.number().int().min(1).max(1_000_000).optional().meta({ description: 'How many; 1 when absent.' }),
    }),
  })
  .meta({ id: 'EventFact', description: 'Something the contact did.' });

export const TriggerFact = z.strictObject({ trigger: PropertyTest }).meta({
  id: 'TriggerFact',
  description: 'A property of the event that started this enrollment, compared with a value.',
});

export const SegmentFact = z
  .strictObject({ segment: z.string().min(1).max(64) })
  .meta({ id: 'SegmentFact', description: 'The contact is a member of this segment.' });

export const PercentFact = z.strictObject({ percent: z.number().min(0).max(100) }).meta({
  id: 'PercentFact',
  description: 'True for this share of the contacts; the same contact always gets the same answer at the same step.',
});

export type Fact =
  | z.infer<typeof EngagementFact>
  | z.infer<typeof ContactFact>
  | z.infer<typeof SegmentFact>
  | z.infer<typeof PercentFact>
  | z.infer<typeof EventFact>
  | z.infer<typeof TriggerFact>;
export type Rule = Fact | { all: Rule[] } | { any: Rule[] } | { not: Rule };

/** Rules that one `all` or `any` joins at most. */
export const maxChildren = 20;
const RuleList = z.lazy(() => z.array(Rule).min(1).max(maxChildren));

const notARule =
  'Write one of engagement, contact, segment, percent, event, trigger, all, any, not. POST /api/rules/convert makes a rule of text.';

/** One language for conditions, segments, triggers and exclusions: facts joined by all, any and not. */
export const Rule: z.ZodType<Rule> = z
  .union(
    [
      EngagementFact,
      ContactFact,
      SegmentFact,
      PercentFact,
      EventFact,
      TriggerFact,
      z.strictObject({ all: RuleList }),
      z.strictObject({ any: RuleList }),
      z.strictObject({ not: z.lazy(() => Rule) }),
    ],
    { error: notARule },
  )
  .meta({ id: 'Rule', description: 'A fact, or facts joined by `all`, `any`, `not`. Its text form: docs/rules.md.' });
