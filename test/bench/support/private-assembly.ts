import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { assemblyDir, ensureAssembly } from '../../../scripts/assembly.ts';

const Assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })),
});

/** A copy of the assembly of the current sources: a rebuild during a long run must not change what runs. */
export async function privateAssembly(): Promise<string> {
  await ensureAssembly();
  const copy = mkdtempSync(join(tmpdir(), 'penguinmails-bench-assembly-'));
  const files = readdirSync(assemblyDir).filter((name) => name.endsWith('.json'));
  const assets = files
    .filter((name) => name.endsWith('.assets.json'))
    .flatMap((name) => Object.values(Assets.parse(JSON.parse(readFileSync(join(assemblyDir, name), 'utf8'))).files))
    .flatMap(({ source }) => source.path ?? []);
  mkdirSync(copy, { recursive: true });
  for (const name of new Set([...files, 'cdk.out', 'manifest.json', ...assets]))
    cpSync(join(assemblyDir, name), join(copy, name), { recursive: true });
  return copy;
}
