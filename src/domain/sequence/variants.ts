import type { EmailStep } from '../../contracts/step.ts';
import type { Variant } from '../../contracts/variant.ts';

type Tested = EmailStep & { readonly variants: readonly Variant[] };

export const hasVariants = (step: EmailStep): step is EmailStep & Tested => (step.variants?.length ?? 0) > 0;

type Body = Pick<EmailStep, 'html' | 'text' | 'blocks' | 'templateId'>;

/** The fields of a body that hold something. */
const bodyOf = ({ html, text, blocks, templateId }: Body): Body => ({
  ...(html === undefined ? {} : { html }),
  ...(text === undefined ? {} : { text }),
  ...(blocks === undefined ? {} : { blocks }),
  ...(templateId === undefined ? {} : { templateId }),
});

/** A text alone stands beside the HTML of the step. */
const bringsBody = ({ html, blocks, templateId }: Variant): boolean =>
  html !== undefined || blocks !== undefined || templateId !== undefined;

/** The step as one of its variants: what the variant says replaces what the step says. */
export function variantStep(step: EmailStep, variant: Variant): EmailStep {
  const { variants: _, experiment: __, html, text, blocks, templateId, ...rest } = step;
  const { subject, previewText, fromName } = variant;
  return {
    ...rest,
    ...(bringsBody(variant) ? {} : bodyOf(step)),
    ...bodyOf(variant),
    ...(subject === undefined ? {} : { subject }),
    ...(previewText === undefined ? {} : { previewText }),
    ...(fromName === undefined ? {} : { fromName }),
  };
}

/** The variant of that key, or the control where there is none; undefined for a step without variants. */
export const variantOf = (step: EmailStep, key: string | null): Variant | undefined =>
  step.variants?.find((one) => one.key === key) ?? step.variants?.[0];

/** The step as the mail of that key is made of it. */
export function stepFor(step: EmailStep, key: string | null): EmailStep {
  const variant = variantOf(step, key);
  return variant ? variantStep(step, variant) : step;
}
