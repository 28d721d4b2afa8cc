import type { ExperimentResult, ExperimentRow } from '../../contracts/experiment.ts';
import { rateOf } from './arm.ts';
import { isSampleRatioOk } from './decide.ts';
import { type CountedCell, figuresOf, type VariantFigures } from './figures.ts';
import { beliefsOf } from './posterior.ts';
import { ratioFitAlways } from './sample-ratio.ts';
import { detectable } from './sample-size.ts';
import { sentenceOf } from './sentence.ts';
import { equalProportions, twoProportions } from './significance.ts';
import { alpha, power } from './start.ts';

/** The rate of the control where nobody has shown one: about the click rate of a newsletter. */
export const usualBaseline = 0.03;
/** Below so many people, what the control has shown is no rate to plan by. */
const enoughForBaseline = 100;

const decimals = (share: number): number => Math.round(share * 10_000) / 10_000;

function variantsOf(figures: readonly VariantFigures[]): ExperimentResult['variants'] {
  const beliefs = beliefsOf(figures);
  return figures.map(({ key, name, assigned, people, hits, counters }, n) => {
    const belief = beliefs[n] ?? { best: 0, expectedLoss: 0, low: 0, high: 1 };
    return {
      key,
      name,
      assigned,
      sent: counters.emailsSent,
      delivered: people,
      humanOpens: counters.uniqueOpens,
      humanClicks: counters.uniqueClicks,
      replies: counters.replies,
      goals: counters.goals,
      hits,
      rate: decimals(rateOf({ people, hits })),
      low: decimals(belief.low),
      high: decimals(belief.high),
      chanceBest: decimals(belief.best),
      expectedLoss: decimals(belief.expectedLoss),
    };
  });
}

/** The least difference to `baseline` that so many people in each arm show; null where none does. */
function detectableWith(baseline: number, perVariant: number): number | null {
  const least = detectable({ baseline, alpha, power }, perVariant);
  return least === undefined ? null : decimals(least);
}

function poweredOf({ rule, variants }: ExperimentRow, [control]: readonly VariantFigures[]) {
  const plannedPerVariant = Math.floor(rule.planned / variants.length);
  const known = control && control.people >= enoughForBaseline && control.hits > 0 && control.hits < control.people;
  return { plannedPerVariant, detectable: detectableWith(known ? rateOf(control) : usualBaseline, plannedPerVariant) };
}

function fixedHorizon(figures: readonly VariantFigures[]): number {
  const [one, other, ...more] = figures;
  if (!one || !other) return 1;
  return more.length === 0 ? twoProportions(one, other).p : equalProportions(figures).p;
}

export interface Shown {
  readonly row: ExperimentRow;
  readonly stepName: string;
  readonly cells: readonly CountedCell[];
  /** Pauses counted in. */
  readonly decideAt: string;
}

/** A test with its figures, as people read it. */
export function resultOf({ row, stepName, cells, decideAt }: Shown): ExperimentResult {
  const { stepId, status, rule, startedAt, extensions, variants, decision } = row;
  const figures = figuresOf(row, cells);
  const p = ratioFitAlways(figures);
  const ratioOk = isSampleRatioOk(p);
  return {
    stepId,
    stepName,
    status,
    rule,
    startedAt: status === 'waiting' ? null : startedAt,
    decideAt: status === 'waiting' ? null : decideAt,
    extensions,
    control: variants[0]?.key ?? '',
    variants: variantsOf(figures),
    weakMetric: rule.metric === 'opens',
    sampleRatio: { p: decimals(p), ok: ratioOk },
    powered: poweredOf(row, figures),
    fixedHorizonP: decimals(fixedHorizon(figures)),
    decision,
    sentence: sentenceOf({ row, figures, ratioOk, decideAt }),
  };
}
