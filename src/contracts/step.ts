import * as z from 'zod';
import { Action } from './action.ts';
import { EmailBlocks, maxHtmlLength } from './blocks.ts';
import { EventName, PropertyFilters } from './event.ts';
import { Duration } from './primitives.ts';
import { Rule } from './rule.ts';
import { ClockTime, SendWindow, weekdays } from './send-window.ts';
import { Experiment, Variants } from './variant.ts';

export const maxSteps = 60;
export const maxEmailSteps = 20;

const StepId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'Use 1 to 64 letters, digits, hyphens or underscores.' })
  .meta({ example: 'email_1' });

const Next = StepId.nullable()
  .optional()
  .meta({ description: 'The step that follows; null ends the sequence. It must be written: nothing is assumed.' });

const common = { id: StepId, name: z.string().max(255).optional() };

export const EmailStep = z
  .strictObject({
    ...common,
    kind: z.literal('email'),
    templateId: z
      .string()
      .max(80)
      .optional()
      .meta({ description: 'Content of this email template where the step has none of its own.' }),
    subject: z.string().max(998).optional().meta({ example: 'Welcome to {{company}}!' }),
    previewText: z.string().max(500).optional(),
    html: z.string().max(maxHtmlLength).optional(),
    text: z.string().max(200_000).optional().meta({ description: 'Derived from the HTML when absent.' }),
    blocks: EmailBlocks.optional().meta({
      description:
        'What a visual editor makes the HTML of: without `html` they are compiled when the steps are saved. `html` is what is sent.',
    }),
    fromName: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .optional()
      .meta({ description: 'Instead of the name of the campaign.' }),
    window: SendWindow.nullable()
      .optional()
      .meta({ description: 'When this mail may leave, instead of the window of the campaign; null: at once.' }),
    variants: Variants.optional(),
    experiment: Experiment.optional(),
    next: Next,
  })
  .meta({ id: 'EmailStep', description: 'Sends one mail.' });
export type EmailStep = z.infer<typeof EmailStep>;

export const WaitUntil = z.strictObject({
  localTime: ClockTime,
  weekdays: z
    .array(z.enum(weekdays, { error: `Give weekdays as ${weekdays.join(', ')}.` }))
    .min(1)
    .max(7)
    .optional()
    .meta({ description: 'Only on these days of the week; every day when absent.' }),
});
export type WaitUntil = z.infer<typeof WaitUntil>;

export const WaitUntilDateField = z.strictObject({
  field: z.string().min(1).max(80).meta({
    description: 'A contact field that holds a date or an instant. Without one, or once it has passed, nobody waits.',
    example: 'custom.renewalDate',
  }),
  offsetDays: z
    .number()
    .int()
    .min(-365)
    .max(365)
    .optional()
    .meta({ description: 'Days after the date; negative ones before it.' }),
  localTime: ClockTime.optional().meta({ description: 'At this time of that day; by default at 09:00 for a date.' }),
});
export type WaitUntilDateField = z.infer<typeof WaitUntilDateField>;

export const WaitStep = z
  .strictObject({
    ...common,
    kind: z.literal('wait'),
    for: Duration.optional(),
    until: WaitUntil.optional(),
    untilDateField: WaitUntilDateField.optional(),
    next: Next,
  })
  .meta({
    id: 'WaitStep',
    description: 'Waits for a duration, until a local time, or until a date of the contact: one of the three.',
  });
export type WaitStep = z.infer<typeof WaitStep>;

export const WaitForEventStep = z
  .strictObject({
    ...common,
    kind: z.literal('wait_for_event'),
    event: EventName.optional(),
    where: PropertyFilters.optional().meta({ description: 'Only events whose properties satisfy all of these count.' }),
    timeout: Duration.optional(),
    onEvent: Next,
    onTimeout: Next,
  })
  .meta({ id: 'WaitForEventStep', description: 'Waits until the event comes, at most for the time-out.' });
export type WaitForEventStep = z.infer<typeof WaitForEventStep>;

const Arm = z.strictObject({
  when: Rule,
  wait: Duration.optional().meta({
    description: 'The contact waits this long, then the arms are judged again, and the one that holds then is taken.',
  }),
  next: Next,
});

export const ConditionStep = z
  .strictObject({
    ...common,
    kind: z.literal('condition'),
    arms: z.array(Arm).max(10).optional().meta({ description: 'The first arm whose rule holds is taken.' }),
    else: Next,
  })
  .meta({ id: 'ConditionStep', description: 'If, else-if, else.' });
export type ConditionStep = z.infer<typeof ConditionStep>;

export const SplitStep = z
  .strictObject({
    ...common,
    kind: z.literal('split'),
    arms: z
      .array(z.strictObject({ percent: z.number().min(0).max(100), next: Next }))
      .max(10)
      .optional()
      .meta({ description: 'The shares add up to 100.' }),
  })
  .meta({
    id: 'SplitStep',
    description: 'Sends fixed shares of the contacts different ways; a contact keeps its way.',
  });
export type SplitStep = z.infer<typeof SplitStep>;

export const ActionStep = z
  .strictObject({ ...common, kind: z.literal('action'), action: Action.optional(), next: Next })
  .meta({ id: 'ActionStep', description: 'Changes the contact, or tells somebody else.' });
export type ActionStep = z.infer<typeof ActionStep>;

export const ExitStep = z
  .strictObject({
    ...common,
    kind: z.literal('exit'),
    reason: z
      .string()
      .regex(/^[a-z0-9_]{1,64}$/, { error: 'Use 1 to 64 lower-case letters, digits or underscores.' })
      .optional(),
  })
  .meta({ id: 'ExitStep', description: 'Ends the enrollment with a reason, for example `move_to_sales`.' });
export type ExitStep = z.infer<typeof ExitStep>;

export const Step = z.discriminatedUnion(
  'kind',
  [EmailStep, WaitStep, WaitForEventStep, ConditionStep, SplitStep, ActionStep, ExitStep],
  { error: 'Give `kind` as one of email, wait, wait_for_event, condition, split, action, exit.' },
);
export type Step = z.infer<typeof Step>;

export const Sequence = z
  .strictObject({
    entry: StepId.nullable().optional().meta({ description: 'The first step; by default the first one listed.' }),
    steps: z.array(Step).max(200),
  })
  .meta({ id: 'Sequence', description: 'The graph of steps: each names its successors.' });
export type Sequence = z.infer<typeof Sequence>;

export const SequenceProblem = z
  .object({
    code: z.string().meta({ example: 'unknown_successor' }),
    severity: z.enum(['error', 'warning']),
    stepId: z.string().nullable(),
    path: z.string().meta({ example: 'steps.2.next' }),
    message: z.string(),
  })
  .meta({ id: 'SequenceProblem' });
export type SequenceProblem = z.infer<typeof SequenceProblem>;
