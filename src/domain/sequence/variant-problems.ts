import type { EmailStep } from '../../contracts/step.ts';
import type { Variant } from '../../contracts/variant.ts';
import { decideAfterOf } from '../experiment/decide-after.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { type Found, ofStep } from './step-problems.ts';
import { hasVariants } from './variants.ts';

const yearMs = 365 * 86_400_000;

/** What a variant sends, and when; its name and weight make no difference to a reader. */
const substanceOf = ({ key: _, name: __, weight: ___, ...substance }: Variant): string =>
  JSON.stringify(Object.entries(substance).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** Each of them with the first one that is the same by `sign`. */
const repeats = (variants: readonly Variant[], sign: (variant: Variant) => string) =>
  variants.flatMap((variant, n) => {
    const first = variants.findIndex((other) => sign(other) === sign(variant));
    return first < n ? [{ variant, n, first: variants[first] }] : [];
  });

function ofVariants(step: EmailStep, variants: readonly Variant[], index: number): readonly Found[] {
  const sameKey = repeats(variants, ({ key }) => key).map(({ variant, n }) =>
    ofStep(
      'duplicate_variant_key',
      step,
      index,
      `variants.${n}.key`,
      `The key "${variant.key}" is used twice. Give every variant its own.`,
    ),
  );
  const alike = repeats(variants, substanceOf).map(({ variant, n, first }) =>
    ofStep(
      'variants_alike',
      step,
      index,
      `variants.${n}`,
      `The variants "${first?.key}" and "${variant.key}" send the same at the same time. Give one of them another subject, content, sender name or time.`,
    ),
  );
  return [...sameKey, ...alike];
}

function ofExperiment(step: EmailStep, index: number): readonly Found[] {
  const { experiment = {} } = step;
  const found: Found[] = [];
  if (nominalMs(decideAfterOf(step)) > yearMs)
    found.push(ofStep('test_too_long', step, index, 'experiment.decideAfter', 'A test lasts at most 365 days.'));
  if ((experiment.baseline === undefined) !== (experiment.detect === undefined))
    found.push(
      ofStep(
        'half_a_sample_size',
        step,
        index,
        experiment.detect === undefined ? 'experiment.baseline' : 'experiment.detect',
        'Give `baseline` and `detect` together: the people needed follow from both.',
      ),
    );
  if (experiment.metric === 'opens')
    found.push({
      ...ofStep(
        'weak_metric',
        step,
        index,
        'experiment.metric',
        'Opens are a weak metric: many mail programs open without a reader. Prefer clicks, replies or a goal.',
      ),
      severity: 'warning',
    });
  return found;
}

/** What is wrong with the test on a mail. Its contents are checked like those of any mail. */
export function variantProblems(step: EmailStep, index: number): readonly Found[] {
  if (hasVariants(step)) return [...ofVariants(step, step.variants, index), ...ofExperiment(step, index)];
  return step.experiment
    ? [
        ofStep(
          'experiment_without_variants',
          step,
          index,
          'experiment',
          'There is nothing to compare. Give the step two to five `variants`, or leave `experiment` out.',
        ),
      ]
    : [];
}
