import type { ExperimentRow, FrozenRule } from '../../contracts/experiment.ts';
import type { EmailStep } from '../../contracts/step.ts';
import type { Experiment, Variant } from '../../contracts/variant.ts';
import { contentHashOf } from '../ids.ts';
import { later } from '../later.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { decideAfterOf } from './decide-after.ts';
import { nextLookAfter } from './life.ts';
import { sampleSize } from './sample-size.ts';

type Tested = EmailStep & { readonly variants: readonly Variant[] };

export const alpha = 0.05;
export const power = 0.8;
const usualMinimum = 100;
/** People a test is planned for where the size of its audience is not known. */
const usualPlan = 5000;

/** Delivered mails of each variant before anything is decided. */
export function minimumOf({ minimumPerVariant, baseline, detect }: Experiment): number {
  if (minimumPerVariant !== undefined) return minimumPerVariant;
  if (baseline === undefined || detect === undefined) return usualMinimum;
  return Math.ceil(sampleSize({ baseline, detect, alpha, power }));
}

/** The rule of a test, fixed; `audience` is how many contacts will come to its mail, null where nobody knows. */
function frozen(step: Tested, audience: number | null): FrozenRule {
  const experiment = step.experiment ?? {};
  const share = experiment.share ?? 100;
  return {
    metric: experiment.metric ?? 'clicks',
    share,
    winner: experiment.winner ?? 'automatic',
    alpha,
    minimumPerVariant: minimumOf(experiment),
    planned: audience ? Math.max(1, Math.round((audience * share) / 100)) : usualPlan,
    decideAfterMs: nominalMs(decideAfterOf(step)),
    extend: experiment.extend
      ? { byMs: nominalMs(experiment.extend.by), times: experiment.extend.times }
      : { byMs: 0, times: 0 },
  };
}

const contentOf = ({ subject, previewText, html, text, fromName }: Partial<EmailStep> | Variant) => [
  subject,
  previewText,
  html,
  text,
  fromName,
];

const ruleParts = ({ metric, share, decideAfter, winner, minimumPerVariant, baseline, detect, extend }: Experiment) => [
  typeof metric === 'object' ? [metric.goal] : metric,
  share,
  decideAfter?.value,
  decideAfter?.unit,
  winner,
  minimumPerVariant,
  baseline,
  detect,
  extend?.by.value,
  extend?.by.unit,
  extend?.times,
];

/**
 * Names what a published step tests and how: it must not change while the test runs. Lists in place of objects, as a store gives
 * fields back in any order.
 */
export function designOf(step: EmailStep): string {
  const variants = (step.variants ?? []).map((one) => [one.key, one.weight, one.localTime, ...contentOf(one)]);
  return contentHashOf(JSON.stringify([contentOf(step), variants, ruleParts(step.experiment ?? {})]));
}

export interface Beginning {
  readonly tenantId: string;
  readonly campaignId: string;
  readonly audience: number | null;
  /** From when the time to its decision counts. */
  readonly startedAt: string;
  /** Its time counts from its first mail on, whenever that is. */
  readonly waits?: boolean;
}

/** The test on a mail as it begins. */
export function newExperiment(
  step: Tested,
  { tenantId, campaignId, audience, startedAt, waits }: Beginning,
): ExperimentRow {
  const rule = frozen(step, audience);
  const decideAt = later(startedAt, rule.decideAfterMs);
  const row: ExperimentRow = {
    tenantId,
    campaignId,
    stepId: step.id,
    status: waits ? 'waiting' : 'running',
    rule,
    variants: step.variants.map(({ key, name, weight }) => ({ key, name: name ?? null, weight: weight ?? 1 })),
    design: designOf(step),
    startedAt,
    decideAt,
    extensions: 0,
    nextLookAt: null,
    generation: 0,
    decision: null,
    looks: [],
    rev: 0,
  };
  return waits ? row : { ...row, nextLookAt: nextLookAfter(row, startedAt, decideAt) };
}
