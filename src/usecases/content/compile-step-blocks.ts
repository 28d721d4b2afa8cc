import type { EmailStep, Sequence, SequenceProblem, Step } from '../../contracts/step.ts';
import type { Variant } from '../../contracts/variant.ts';
import type { CompileBlocks } from '../ports/blocks-compiler.ts';

export interface CompiledSequence {
  readonly sequence: Sequence;
  /** What keeps blocks from becoming HTML; the warnings of those mails too. */
  readonly problems: readonly SequenceProblem[];
}

interface Place {
  readonly stepId: string;
  readonly path: string;
}

interface Compiled<T> {
  readonly made: T;
  readonly problems: readonly SequenceProblem[];
}

/** A mail or variant of blocks alone with the HTML that the blocks become. */
async function compileOne<T extends Pick<EmailStep, 'html' | 'blocks'>>(
  compile: CompileBlocks,
  mail: T,
  { stepId, path }: Place,
): Promise<Compiled<T>> {
  if (mail.html || !mail.blocks) return { made: mail, problems: [] };
  const compiled = await compile(mail.blocks);
  if (compiled.ok) return { made: { ...mail, html: compiled.value.html }, problems: [] };
  return {
    made: mail,
    problems: compiled.error.map((one) => ({ ...one, stepId, path: `${path}.blocks.${one.path}` })),
  };
}

async function compileMail(compile: CompileBlocks, step: EmailStep, index: number): Promise<Compiled<EmailStep>> {
  const path = `steps.${index}`;
  const mail = await compileOne(compile, step, { stepId: step.id, path });
  if (!step.variants) return mail;
  const variants: Variant[] = [];
  const problems = [...mail.problems];
  for (const [n, variant] of step.variants.entries()) {
    const one = await compileOne(compile, variant, { stepId: step.id, path: `${path}.variants.${n}` });
    variants.push(one.made);
    problems.push(...one.problems);
  }
  return { made: { ...mail.made, variants }, problems };
}

/** A sequence in which mails of blocks alone have the HTML that the blocks become. HTML that is there is what counts. */
export async function compileStepBlocks(compile: CompileBlocks, sequence: Sequence): Promise<CompiledSequence> {
  const steps: Step[] = [];
  const problems: SequenceProblem[] = [];
  for (const [i, step] of sequence.steps.entries()) {
    if (step.kind !== 'email') {
      steps.push(step);
      continue;
    }
    const compiled = await compileMail(compile, step, i);
    steps.push(compiled.made);
    problems.push(...compiled.problems);
  }
  return { sequence: { ...sequence, steps }, problems };
}
