import * as z from 'zod';
import { StoredInstant } from './primitives.ts';
import { ExperimentMetric } from './variant.ts';

const count = z.number().int();

/** `waiting`: no mail of the test was sent yet, in a triggered campaign. `awaiting`: the time to decide has come, and a person has to. */
export const experimentStatuses = ['waiting', 'running', 'extended', 'awaiting', 'decided'] as const;

const waysToDecide = ['confidence_sequence', 'final_test', 'person', 'nobody'] as const;

export const ExperimentDecision = z
  .object({
    variant: z.string().meta({ description: 'What everybody gets from now on.' }),
    by: z.enum(waysToDecide).meta({
      description: '`nobody`: no variant won, so the control is sent. `person`: chosen by hand.',
    }),
    why: z
      .enum(['few_people', 'no_difference', 'sample_ratio'])
      .nullable()
      .meta({ description: 'Why no variant won.' }),
    likeliest: z
      .object({ key: z.string(), chance: z.number() })
      .nullable()
      .meta({ description: 'The variant with the best chance to be the best; not significant by itself.' }),
    at: StoredInstant,
    person: z.string().nullable().meta({ description: 'Who chose it, where a person did.' }),
  })
  .meta({ id: 'ExperimentDecision' });
export type ExperimentDecision = z.infer<typeof ExperimentDecision>;

/** The rule of a test as it was when it started: nothing changes it afterwards. */
export const FrozenRule = z
  .object({
    metric: ExperimentMetric,
    share: z.number(),
    winner: z.enum(['automatic', 'manual']),
    alpha: z.number().meta({ description: 'Chance, in all, to call a winner where there is none.' }),
    minimumPerVariant: count,
    planned: count.meta({ description: 'People in all that the test was planned for.' }),
    decideAfterMs: count,
    extend: z.object({ byMs: count, times: count }),
  })
  .meta({ id: 'ExperimentRule' });
export type FrozenRule = z.infer<typeof FrozenRule>;

const FrozenVariant = z.object({ key: z.string(), name: z.string().nullable(), weight: z.number() });

const Tally = z.object({ key: z.string(), assigned: count, people: count, hits: count });

/** One evaluation, and the figures it went by. */
export const ExperimentLook = z.object({
  at: StoredInstant,
  look: z.enum(['early', 'final', 'late']),
  counts: z.array(Tally),
  outcome: z.string(),
});
export type ExperimentLook = z.infer<typeof ExperimentLook>;

/** The test on one mail of a campaign. */
export const ExperimentRow = z.object({
  tenantId: z.string(),
  campaignId: z.string(),
  stepId: z.string(),
  status: z.enum(experimentStatuses),
  rule: FrozenRule,
  variants: z.array(FrozenVariant),
  /** Names what is tested: a draft that says something else would spoil the test. */
  design: z.string(),
  startedAt: StoredInstant,
  /** Without the pauses of the campaign. */
  decideAt: StoredInstant,
  extensions: count,
  /** When the state machine looks next; null once nothing is left to look for. */
  nextLookAt: StoredInstant.nullable(),
  /** Number of the execution that looks. */
  generation: count,
  decision: ExperimentDecision.nullable(),
  looks: z.array(ExperimentLook),
  rev: count,
});
export type ExperimentRow = z.infer<typeof ExperimentRow>;

/** Input of an execution of the experiment machine, and of every call in it. */
export const LookInput = z.strictObject({
  tenantId: z.string(),
  campaignId: z.string(),
  stepId: z.string(),
  generation: z.number().int(),
  waitUntil: z.string(),
});
export type LookInput = z.infer<typeof LookInput>;

/** What EvaluateExperiment is asked: to look at the test, or to let those go on who wait for its outcome. */
export const ExperimentTask = LookInput.extend({ task: z.enum(['evaluate', 'release']) });
export type ExperimentTask = z.infer<typeof ExperimentTask>;

export const LookOutcome = LookInput.extend({ next: z.enum(['look_again', 'release', 'done']) });
export type LookOutcome = z.infer<typeof LookOutcome>;

const rate = z.number().meta({ description: 'A share from 0 to 1.' });

const VariantResult = z
  .object({
    key: z.string(),
    name: z.string().nullable(),
    assigned: count.meta({
      description: 'People of the test, whose mail was sent, skipped or failed; each once, whatever mails followed.',
    }),
    sent: count,
    delivered: count,
    humanOpens: count,
    humanClicks: count,
    replies: count,
    goals: count,
    hits: count.meta({ description: 'What the test counts.' }),
    rate: rate.meta({ description: 'Hits by delivered mails, 0 to 1; 0 where nothing was delivered.' }),
    low: rate.meta({ description: 'The rate lies from here …' }),
    high: rate.meta({ description: '… to here with 95 % probability.' }),
    chanceBest: rate,
    expectedLoss: rate.meta({ description: 'What choosing this variant loses on average if it is not the best.' }),
  })
  .meta({ id: 'VariantResult' });

export const ExperimentResult = z
  .object({
    stepId: z.string(),
    stepName: z.string(),
    status: z.enum(experimentStatuses),
    rule: FrozenRule,
    startedAt: StoredInstant.nullable().meta({
      description: 'In a triggered campaign with the first mail of the test; null before.',
    }),
    decideAt: StoredInstant.nullable().meta({
      description: 'When it is decided at the latest, pauses and extensions included; null before it starts.',
    }),
    extensions: count,
    control: z.string(),
    variants: z.array(VariantResult),
    weakMetric: z.boolean().meta({ description: 'True for opens: many mail programs open without a reader.' }),
    sampleRatio: z.object({ p: rate, ok: z.boolean() }).meta({
      description: 'Whether the split of people fits the weights; if not, something is broken and nothing is decided.',
    }),
    powered: z.object({
      plannedPerVariant: count,
      detectable: rate.nullable().meta({
        description: 'The least difference to the control that so many people show, 80 of 100 times; null: none.',
      }),
    }),
    fixedHorizonP: rate.meta({
      description: 'p-value of the plain test at this one look. It is no reason to stop: looking often makes it small.',
    }),
    decision: ExperimentDecision.nullable(),
    sentence: z.string(),
  })
  .meta({ id: 'ExperimentResult', description: 'An A/B test on one mail: figures of people, never of machines.' });
export type ExperimentResult = z.infer<typeof ExperimentResult>;
