import * as z from 'zod';
import { Duration, Tag } from './primitives.ts';
import { Rule } from './rule.ts';

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
    html: z.string().max(200_000).optional(),
    text: z.string().max(200_000).optional().meta({ description: 'Derived from the HTML when absent.' }),
    next: Next,
  })
  .meta({ id: 'EmailStep', description: 'Sends one mail.' });
export type EmailStep = z.infer<typeof EmailStep>;

export const WaitStep = z
  .strictObject({ ...common, kind: z.literal('wait'), for: Duration.optional(), next: Next })
  .meta({ id: 'WaitStep', description: 'Waits for a duration.' });
export type WaitStep = z.infer<typeof WaitStep>;

const Arm = z.strictObject({ when: Rule, next: Next });

export const ConditionStep = z
  .strictObject({
    ...common,
    kind: z.literal('condition'),
    arms: z.array(Arm).max(10).optional().meta({ description: 'The first arm whose rule holds is taken.' }),
    else: Next,
  })
  .meta({ id: 'ConditionStep', description: 'If, else-if, else.' });
export type ConditionStep = z.infer<typeof ConditionStep>;

const fieldValue = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

export const ContactAction = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('update_contact'), set: z.record(z.string().min(1).max(80), fieldValue) }),
    z.strictObject({ type: z.literal('add_tag'), tag: Tag }),
    z.strictObject({ type: z.literal('remove_tag'), tag: Tag }),
    z.strictObject({ type: z.literal('adjust_score'), by: z.number().int().min(-1000).max(1000) }),
  ])
  .meta({ id: 'ContactAction' });
export type ContactAction = z.infer<typeof ContactAction>;

export const ActionStep = z
  .strictObject({ ...common, kind: z.literal('action'), action: ContactAction.optional(), next: Next })
  .meta({ id: 'ActionStep', description: 'Changes the contact.' });
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

export const Step = z.discriminatedUnion('kind', [EmailStep, WaitStep, ConditionStep, ActionStep, ExitStep], {
  error: 'Give `kind` as one of email, wait, condition, action, exit.',
});
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
