import type { BlockProblem, EmailBlocks } from '../../contracts/blocks.ts';
import type { Result } from '../../domain/result.ts';

export interface CompiledBlocks {
  readonly html: string;
  readonly warnings: readonly BlockProblem[];
}

/** Blocks as HTML with its template tags left in; or every error of the blocks. */
export type CompileBlocks = (blocks: EmailBlocks) => Promise<Result<CompiledBlocks, readonly BlockProblem[]>>;
