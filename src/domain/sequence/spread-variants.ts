import type { EmailStep, Sequence, SequenceProblem, Step } from '../../contracts/step.ts';
import type { Variant } from '../../contracts/variant.ts';
import { hasVariants, variantStep } from './variants.ts';

interface Origin {
  /** Of the step in the sequence as it was written. */
  readonly index: number;
  /** Of the variant within it; null for a step that has none. */
  readonly variant: number | null;
}

/** A sequence in which every variant stands as a mail of its own, so that all contents are checked and compiled alike. */
export interface Spread {
  readonly flat: Sequence;
  readonly origins: readonly Origin[];
}

export function spreadVariants(sequence: Sequence): Spread {
  const all = sequence.steps.flatMap((step, index): { readonly step: Step; readonly origin: Origin }[] =>
    step.kind === 'email' && hasVariants(step)
      ? step.variants.map((variant, n) => ({ step: variantStep(step, variant), origin: { index, variant: n } }))
      : [{ step, origin: { index, variant: null } }],
  );
  return { flat: { ...sequence, steps: all.map(({ step }) => step) }, origins: all.map(({ origin }) => origin) };
}

const owns = (variant: Variant | undefined, field: string): boolean =>
  variant !== undefined && Object.entries(variant).some(([name, value]) => name === field && value !== undefined);

/** Where a field of a mail stands: in its variant if that says it, else in the step. */
function pathOf(sequence: Sequence, { index, variant }: Origin, rest: string): string {
  const step = sequence.steps[index];
  const [field = ''] = rest.split('.');
  const own = step?.kind === 'email' && variant !== null && owns(step.variants?.[variant], field);
  return [`steps.${index}`, ...(own ? [`variants.${variant}`] : []), ...(rest ? [rest] : [])].join('.');
}

/** Problems of a spread sequence as those of the sequence it was; what all variants inherit is said once. */
export function gatherProblems(
  sequence: Sequence,
  { origins }: Spread,
  problems: readonly SequenceProblem[],
): readonly SequenceProblem[] {
  const moved = problems.map((problem) => {
    const [, n = '', rest = ''] = /^steps\.(\d+)(?:\.(.*))?$/.exec(problem.path) ?? [];
    const origin = n === '' ? undefined : origins[Number(n)];
    return origin ? { ...problem, path: pathOf(sequence, origin, rest) } : problem;
  });
  return [...new Map(moved.map((one) => [`${one.path}|${one.code}|${one.message}`, one])).values()];
}

/** What of a finished mail differs from the step it is a variant of. */
function difference(base: EmailStep, mail: EmailStep): Partial<Variant> {
  const otherBody = mail.html !== base.html || mail.text !== base.text;
  return {
    ...(mail.subject === base.subject ? {} : { subject: mail.subject ?? '' }),
    ...(mail.previewText === base.previewText ? {} : { previewText: mail.previewText ?? '' }),
    ...(otherBody ? { html: mail.html ?? '' } : {}),
    ...(otherBody && mail.text !== undefined ? { text: mail.text } : {}),
  };
}

function gatherStep(step: EmailStep & { readonly variants: readonly Variant[] }, mails: readonly EmailStep[]): Step {
  const [control] = mails;
  const { fromName: _, ...base } = control ?? step;
  const variants = step.variants.map(({ key, name, weight, fromName, localTime }, n) => ({
    key,
    ...(name === undefined ? {} : { name }),
    ...(weight === undefined ? {} : { weight }),
    ...(fromName === undefined ? {} : { fromName }),
    ...(localTime === undefined ? {} : { localTime }),
    ...difference(base, mails[n] ?? base),
  }));
  return {
    ...base,
    ...(step.fromName === undefined ? {} : { fromName: step.fromName }),
    variants,
    ...(step.experiment ? { experiment: step.experiment } : {}),
  };
}

/** The sequence with the finished mails of its spread form: steps hold the control, variants what differs from it. */
export function gatherVariants(sequence: Sequence, { origins }: Spread, finished: Sequence): Sequence {
  const steps = sequence.steps.map((step, index) => {
    const mine = finished.steps.filter((_, n) => origins[n]?.index === index);
    if (step.kind !== 'email' || !hasVariants(step)) return mine[0] ?? step;
    return gatherStep(
      step,
      mine.flatMap((mail) => (mail.kind === 'email' ? [mail] : [])),
    );
  });
  return { ...sequence, steps };
}
