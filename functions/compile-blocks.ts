import type { CompileBlocks } from '../src/usecases/ports/blocks-compiler.ts';

/**
 * Loaded when first used: few steps come as blocks without HTML, and the compiler is as large as everything else. It stands apart from
 * the other dependencies because what a module imports on demand lies in the bundle of everybody who imports the module.
 */
export const compileBlocks: CompileBlocks = async (blocks) => {
  const [{ compileBlocks: compile }, { mjmlCompiler }] = await Promise.all([
    import('../src/usecases/content/compile-blocks.ts'),
    import('../src/adapters/mjml/mjml-compiler.ts'),
  ]);
  return compile(mjmlCompiler, blocks);
};
