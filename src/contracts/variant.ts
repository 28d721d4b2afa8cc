import * as z from 'zod';
import { EmailBlocks, maxHtmlLength } from './blocks.ts';
import { EventName } from './event.ts';
import { Duration } from './primitives.ts';
import { ClockTime } from './send-window.ts';

export const maxVariants = 5;

export const Variant = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z0-9_]{1,16}$/, { error: 'Use 1 to 16 lower-case letters, digits or underscores.' })
      .meta({ example: 'a' }),
    name: z.string().max(255).optional(),
    weight: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Share of the contacts tested, beside the weights of the others; 1 when absent.' }),
    subject: z.string().max(998).optional(),
    previewText: z.string().max(500).optional(),
    html: z.string().max(maxHtmlLength).optional(),
    text: z.string().max(200_000).optional(),
    blocks: EmailBlocks.optional(),
    templateId: z.string().max(80).optional(),
    fromName: z.string().trim().min(1).max(255).optional(),
    localTime: ClockTime.optional().meta({
      description: 'The mail leaves when this time comes next in the zone of the contact.',
    }),
  })
  .meta({
    id: 'Variant',
    description:
      'One version of a mail under test. What it says replaces what the step says; an HTML, blocks or a template of its own replaces the whole body.',
  });
export type Variant = z.infer<typeof Variant>;

/** As many variants of one shape as a test compares. */
export const variantsOf = <V extends z.ZodType>(variant: V) =>
  z
    .array(variant)
    .min(2, { error: 'A test compares at least two variants.' })
    .max(maxVariants, { error: `A test compares at most ${maxVariants} variants.` })
    .meta({ description: 'An A/B test on this mail; the first variant is the control, which is sent if none wins.' });

export const Variants = variantsOf(Variant);

const GoalMetric = z.strictObject({
  goal: EventName.meta({ description: 'Contacts who have this event within 30 days after their mail.' }),
});

export const ExperimentMetric = z
  .union([z.enum(['clicks', 'replies', 'opens']), GoalMetric], {
    error: 'Give `metric` as clicks, replies, opens or {"goal": "<event name>"}.',
  })
  .meta({ description: 'What counts, of people only. Opens are weak: many mail programs open without a reader.' });
export type ExperimentMetric = z.infer<typeof ExperimentMetric>;

const rate = z.number().gt(0).lt(1);

export const Experiment = z
  .strictObject({
    metric: ExperimentMetric.optional(),
    share: z.number().min(1).max(100).optional().meta({
      description: 'Per cent of the contacts who take part; the others wait for the winner. 100 when absent.',
    }),
    decideAfter: Duration.optional().meta({ description: 'How long after its start the test is decided; 24 hours.' }),
    winner: z.enum(['automatic', 'manual']).optional().meta({
      description: '`manual`: nobody gets the winner before a person has chosen it. `automatic` when absent.',
    }),
    minimumPerVariant: z.number().int().min(1).max(10_000_000).optional().meta({
      description: 'Delivered mails below which nothing is decided; 100, or what `baseline` and `detect` ask for.',
    }),
    baseline: rate.optional().meta({ description: 'The rate expected of the control, 0.05 for 5 %.' }),
    detect: rate.optional().meta({ description: 'The least difference worth seeing, 0.02 for two points.' }),
    extend: z
      .strictObject({ by: Duration, times: z.number().int().min(0).max(5) })
      .optional()
      .meta({ description: 'A test without a winner goes on so long, so often.' }),
  })
  .meta({ id: 'Experiment', description: 'How the variants of a mail are compared, fixed when the test starts.' });
export type Experiment = z.infer<typeof Experiment>;
