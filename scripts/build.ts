import { mkdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { functionManifest } from '../lib/functions.ts';

const out = 'dist/functions';

/** Bundles every function of the manifest, the SDK included, into one file each. */
export async function bundleFunctions(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const entryPoints = Object.entries(functionManifest).map(([name, spec]) => ({
    in: spec.entry,
    out: `${name}/index`,
  }));
  await build({
    entryPoints,
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    loader: { '.html': 'text' },
    mainFields: ['module', 'main'],
    conditions: ['module'],
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}

if (import.meta.main) await bundleFunctions();
