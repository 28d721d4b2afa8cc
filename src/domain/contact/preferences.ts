import type { Category } from '../../contracts/category.ts';

/** Categories a contact declines, and those it wants after all. */
export interface Choices {
  readonly declined?: readonly string[];
  readonly accepted?: readonly string[];
}

/** The opt-outs of a contact after its choices; the same list when they change nothing. What is declined and accepted is declined. */
export function withChoices(optOuts: readonly string[], { declined = [], accepted = [] }: Choices): readonly string[] {
  const kept = optOuts.filter((name) => declined.includes(name) || !accepted.includes(name));
  const after = [...new Set([...kept, ...declined])];
  return after.length === optOuts.length && after.every((name) => optOuts.includes(name)) ? optOuts : after;
}

/** What a reader may choose among: the declared categories, and that of the mail in hand. */
export function offeredCategories(declared: readonly Category[], category: string | null): readonly Category[] {
  if (category === null || declared.some(({ name }) => name === category)) return declared;
  return [...declared, { name: category, title: category, description: '' }];
}

/** The choices of a reader who ticked these of the offered categories. */
export const choicesOf = (offered: readonly Category[], wanted: readonly string[]): Required<Choices> => {
  const names = offered.map(({ name }) => name);
  return {
    declined: names.filter((name) => !wanted.includes(name)),
    accepted: names.filter((name) => wanted.includes(name)),
  };
};
