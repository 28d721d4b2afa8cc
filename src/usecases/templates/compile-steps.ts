import type { Step } from '../../contracts/step.ts';
import { compileBlocks } from '../content/compile-blocks.ts';
import { compileStepBlocks } from '../content/compile-step-blocks.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';

/** Steps whose mails are blocks alone, with their HTML. Throws for blocks that were never checked. */
export async function compileSteps(mjml: MjmlCompiler, steps: readonly Step[]): Promise<Step[]> {
  const { sequence, problems } = await compileStepBlocks((blocks) => compileBlocks(mjml, blocks), {
    steps: [...steps],
  });
  if (problems.length > 0) throw new Error('The blocks of a template do not compile', { cause: problems });
  return sequence.steps;
}
