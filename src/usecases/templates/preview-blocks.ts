import type { BlockProblem } from '../../contracts/blocks.ts';
import type { BlocksInput, BlocksPreview } from '../../contracts/template.ts';
import { checkContent } from '../../domain/content/compose-content.ts';
import { textOf } from '../../domain/content/text-part.ts';
import { ok } from '../../domain/result.ts';
import { compileBlocks } from '../content/compile-blocks.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';
import type { Outcome } from '../problems.ts';

/** What is wrong with the mail as a whole; an empty subject is none in a preview of the body. */
function mailProblems(input: BlocksInput, html: string): readonly BlockProblem[] {
  return checkContent({ ...input, html })
    .filter(({ field, code }) => !(field === 'subject' && code === 'empty_content' && input.subject === undefined))
    .map(({ field, code, severity, message }) => ({ path: field, code, severity, message }));
}

/** Blocks as HTML and as text, and everything that is wrong with them. Nothing is saved. */
export const previewBlocks =
  ({ mjml }: { readonly mjml: MjmlCompiler }) =>
  async (input: BlocksInput): Outcome<BlocksPreview> => {
    const compiled = await compileBlocks(mjml, input.blocks);
    if (!compiled.ok) return ok({ html: null, text: null, bytes: 0, problems: [...compiled.error] });
    const { html, warnings } = compiled.value;
    return ok({
      html,
      text: textOf(html),
      bytes: new TextEncoder().encode(html).length,
      problems: [...warnings, ...mailProblems(input, html)],
    });
  };
