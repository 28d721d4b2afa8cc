import type { Step } from '../../contracts/step.ts';
import { compileBlocks } from '../content/compile-blocks.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';

async function compiledStep(mjml: MjmlCompiler, step: Step): Promise<Step> {
  if (step.kind !== 'email' || step.html !== undefined || !step.blocks) return step;
  const compiled = await compileBlocks(mjml, step.blocks);
  if (!compiled.ok) throw new Error(`The blocks of step ${step.id} do not compile`, { cause: compiled.error });
  return { ...step, html: compiled.value.html };
}

/** Steps whose mails are blocks alone, with their HTML. Throws for blocks that were never checked. */
export async function compileSteps(mjml: MjmlCompiler, steps: readonly Step[]): Promise<Step[]> {
  const compiled: Step[] = [];
  for (const step of steps) compiled.push(await compiledStep(mjml, step));
  return compiled;
}
