import type { ExperimentDecision, ExperimentRow } from '../../contracts/experiment.ts';
import type { ExperimentMetric } from '../../contracts/variant.ts';
import { type Arm, rateOf } from './arm.ts';
import { nameOf } from './draw.ts';
import type { VariantFigures } from './figures.ts';

export interface Standing {
  readonly row: ExperimentRow;
  readonly figures: readonly VariantFigures[];
  /** Whether the split of people fits the weights. */
  readonly ratioOk: boolean;
  readonly decideAt: string;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const rateInWords = (arm: Arm): string => `${percent(rateOf(arm))} of ${arm.people}`;

const did = (metric: ExperimentMetric): string => {
  if (typeof metric !== 'string') return `had "${metric.goal}"`;
  return ({ clicks: 'clicked', opens: 'opened', replies: 'replied' } as const)[metric];
};

const labelOf = ({ key, name }: VariantFigures): string => nameOf(name === null ? { key } : { key, name });

/** Best first. */
const ranked = (figures: readonly VariantFigures[]): readonly VariantFigures[] =>
  figures.toSorted((one, other) => rateOf(other) - rateOf(one));

const whyNot: { readonly [W in NonNullable<ExperimentDecision['why']>]: (row: ExperimentRow) => string } = {
  few_people: ({ rule }) => `fewer than ${rule.minimumPerVariant} mails of a variant were delivered in time`,
  no_difference: () => 'the difference may be chance',
  sample_ratio: () => 'the split of the contacts does not fit the weights, so that the figures cannot be trusted',
};

const restOf = ({ rule }: ExperimentRow): string =>
  rule.share < 100 ? 'goes to the rest' : 'is sent to everybody who comes from now on';

function ended({ row, figures }: Standing, decision: ExperimentDecision): string {
  const chosen = figures.find(({ key }) => key === decision.variant);
  const label = chosen ? labelOf(chosen) : `"${decision.variant}"`;
  const rate = chosen ? ` (${rateInWords(chosen)} ${did(row.rule.metric)})` : '';
  if (decision.by === 'person') return `${label}${rate} was chosen by hand and ${restOf(row)}.`;
  if (decision.by !== 'nobody') return `${label}${rate} has won and ${restOf(row)}.`;
  const { likeliest } = decision;
  const best =
    likeliest && likeliest.key !== decision.variant
      ? ` "${likeliest.key}" was the likeliest to be the best (${percent(likeliest.chance)}), which is not significant.`
      : '';
  const why = decision.why ? whyNot[decision.why](row) : 'nothing proves that one is better';
  return `No winner: ${why}. The control ${label}${rate} ${restOf(row)}.${best}`;
}

function comparison({ row, figures }: Standing): string {
  const [first, second] = ranked(figures);
  if (!first || !second || figures.every(({ people }) => people === 0)) return 'No mail of the test was delivered yet.';
  const verb = did(row.rule.metric);
  if (rateOf(first) === rateOf(second))
    return `${labelOf(first)} and ${labelOf(second)} are level: ${rateInWords(first)} ${verb}, and ${rateInWords(second)}.`;
  return `${labelOf(first)} is ahead: ${rateInWords(first)} ${verb}, against ${rateInWords(second)} of ${labelOf(second)}, but the difference may be chance.`;
}

function whenDecided({ status }: ExperimentRow, decideAt: string): string {
  if (status === 'waiting') return 'Its time begins with its first mail.';
  return status === 'awaiting'
    ? 'The time to decide has come: choose the winner with POST /api/campaigns/{id}/experiments/{stepId}/decision.'
    : `It is decided at ${decideAt} at the latest.`;
}

/** How a test stands, in plain words. */
export function sentenceOf(standing: Standing): string {
  const { row, ratioOk, decideAt } = standing;
  if (row.decision) return ended(standing, row.decision);
  const broken = ratioOk
    ? ''
    : ' The split of the contacts does not fit the weights: something is broken, and nothing is decided.';
  return `${comparison(standing)}${broken} ${whenDecided(row, decideAt)}`;
}
