import { type BlockProblem, type EmailBlocks, maxHtmlLength } from '../../contracts/blocks.ts';
import { blocksToMjml } from '../../domain/content/blocks/blocks-to-mjml.ts';
import { checkBlocks } from '../../domain/content/blocks/check-blocks.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { CompiledBlocks } from '../ports/blocks-compiler.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';

const tooLarge = (length: number): BlockProblem => ({
  path: 'sections',
  code: 'too_large',
  severity: 'error',
  message: `As HTML these blocks have ${length} characters; at most ${maxHtmlLength} are sent. Shorten the mail.`,
});

/** Blocks → MJML → HTML with its template tags left in; or every error of the blocks. Throws when MJML does not understand what we wrote. */
export async function compileBlocks(
  mjml: MjmlCompiler,
  blocks: EmailBlocks,
): Promise<Result<CompiledBlocks, readonly BlockProblem[]>> {
  const found = checkBlocks(blocks);
  if (found.some(({ severity }) => severity === 'error')) return fail(found);
  const { html, problems } = await mjml.compile(blocksToMjml(blocks));
  if (problems.length > 0) throw new Error(`MJML refuses what the blocks became: ${problems.join('; ')}`);
  if (html.length > maxHtmlLength) return fail([tooLarge(html.length)]);
  return ok({ html, warnings: found });
}
