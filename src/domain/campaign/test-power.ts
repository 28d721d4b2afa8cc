import type { EmailStep, Sequence, SequenceProblem } from '../../contracts/step.ts';
import { usualBaseline } from '../experiment/result.ts';
import { detectable } from '../experiment/sample-size.ts';
import { alpha, minimumOf, power } from '../experiment/start.ts';
import { hasVariants } from '../sequence/variants.ts';

const points = (share: number): string => (share * 100).toFixed(1);

function sentenceOf({ experiment = {} }: EmailStep, perVariant: number): string {
  const minimum = minimumOf(experiment);
  if (perVariant < minimum)
    return `About ${perVariant} contacts get each variant, and nothing is decided below ${minimum}: the control will be sent. Test a larger share, or ask for fewer.`;
  const baseline = experiment.baseline ?? usualBaseline;
  const least = detectable({ baseline, alpha, power }, perVariant);
  return least === undefined
    ? `About ${perVariant} contacts get each variant: too few to see any difference to a rate of ${points(baseline)} %.`
    : `About ${perVariant} contacts get each variant. A variant that is better by ${points(least)} points than a rate of ${points(baseline)} % wins 80 times of 100; smaller differences are mostly not seen.`;
}

/** What the tests of a sequence can show with an audience of that size, said before the launch. */
export function testPower({ steps }: Sequence, audience: number): readonly SequenceProblem[] {
  if (audience === 0) return [];
  return steps.flatMap((step, i) => {
    if (step.kind !== 'email' || !hasVariants(step)) return [];
    const perVariant = Math.floor((audience * (step.experiment?.share ?? 100)) / 100 / step.variants.length);
    return [
      {
        code: 'test_power',
        severity: 'warning' as const,
        stepId: step.id,
        path: `steps.${i}.experiment`,
        message: sentenceOf(step, perVariant),
      },
    ];
  });
}
