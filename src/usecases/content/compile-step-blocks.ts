import type { Sequence, SequenceProblem, Step } from '../../contracts/step.ts';
import type { CompileBlocks } from '../ports/blocks-compiler.ts';

export interface CompiledSequence {
  readonly sequence: Sequence;
  /** What keeps blocks from becoming HTML; the warnings of those mails too. */
  readonly problems: readonly SequenceProblem[];
}

/** A sequence in which mails of blocks alone have the HTML that the blocks become. HTML that is there is what counts. */
export async function compileStepBlocks(compile: CompileBlocks, sequence: Sequence): Promise<CompiledSequence> {
  const steps: Step[] = [];
  const problems: SequenceProblem[] = [];
  for (const [i, step] of sequence.steps.entries()) {
    if (step.kind !== 'email' || step.html || !step.blocks) {
      steps.push(step);
      continue;
    }
    const compiled = await compile(step.blocks);
    steps.push(compiled.ok ? { ...step, html: compiled.value.html } : step);
    if (!compiled.ok)
      problems.push(
        ...compiled.error.map((one) => ({ ...one, stepId: step.id, path: `steps.${i}.blocks.${one.path}` })),
      );
  }
  return { sequence: { ...sequence, steps }, problems };
}
