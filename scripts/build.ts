import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { functionManifest } from '../lib/functions.ts';
import { leanBundles } from './lean-bundles.ts';

const out = 'dist/functions';

/** One function, the SDK included. What it imports on demand lies in files of its own beside it. */
const bundle = (name: string, entry: string) =>
  build({
    entryPoints: [{ in: entry, out: 'index' }],
    outdir: `${out}/${name}`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    loader: { '.html': 'text' },
    mainFields: ['module', 'main'],
    conditions: ['module'],
    plugins: [leanBundles],
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });

/** Bundles every function of the manifest. */
export async function bundleFunctions(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  await Promise.all(Object.entries(functionManifest).map(([name, { entry }]) => bundle(name, entry)));
}

if (import.meta.main) await bundleFunctions();
