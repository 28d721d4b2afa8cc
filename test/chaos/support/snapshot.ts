import { cp, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { assemblyDir } from '../../../scripts/assembly.ts';

/** A copy of what is deployed: all lives of a cloud run the same build, whatever is built meanwhile. */
export async function snapshotOf(dataDir: string): Promise<string> {
  const copy = join(dataDir, 'assembly');
  const manifests = (await readdir(assemblyDir)).filter((name) => name.endsWith('.assets.json'));
  const texts = await Promise.all(manifests.map((name) => readFile(join(assemblyDir, name), 'utf8')));
  // Builds of long ago lie beside this one.
  const belongs = (name: string): boolean => !name.startsWith('asset.') || texts.some((text) => text.includes(name));
  await cp(assemblyDir, copy, { recursive: true, filter: (path) => belongs(basename(path)) });
  return copy;
}
