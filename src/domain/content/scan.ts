import { blockFaults, type Found } from './balance.ts';
import { errorAt, placeOf, type TemplateProblem } from './content-problem.ts';
import { sourceLimits } from './limits.ts';
import { type Tag, tagsOf } from './tags.ts';

const mentions = (source: string): number => {
  let count = 0;
  for (let at = source.indexOf('{{'); at >= 0; at = source.indexOf('{{', at + 2)) count++;
  return count;
};

/** Faults that make reading on pointless. */
function sizeFaults(source: string): readonly Found[] {
  const { bytes, tags } = sourceLimits;
  if (source.length > bytes || new TextEncoder().encode(source).length > bytes) {
    return [
      {
        at: 0,
        code: 'template_too_large',
        message: `The template is larger than ${bytes / 1024} KB. Shorten it, or host images instead of embedding them.`,
      },
    ];
  }
  if (mentions(source) > tags)
    return [
      {
        at: 0,
        code: 'too_many_tags',
        message: `The template has more than ${tags} tags. Use {{#each}} for what repeats.`,
      },
    ];
  const nul = source.indexOf('\0');
  return nul < 0
    ? []
    : [{ at: nul, code: 'control_character', message: 'The template holds a NUL character. Remove it.' }];
}

/** What is wrong with a source before the parser may see it: size, tags, balance. Linear in its length. */
export function scan(source: string): { readonly tags: readonly Tag[]; readonly problems: readonly TemplateProblem[] } {
  const sizes = sizeFaults(source);
  const tags = sizes.length > 0 ? [] : tagsOf(source);
  const found = sizes.length > 0 ? sizes : blockFaults(source, tags);
  const problems = found
    .slice(0, sourceLimits.problems)
    .map(({ at, code, message }) => errorAt(placeOf(source, at), code, message));
  return { tags, problems };
}
