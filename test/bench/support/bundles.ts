import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from './percentile.ts';

const STATIC_IMPORT = /(?:^|[;}\s])(?:import|export)(?:[^;'"()]*?from)?\s*["'](\.\/[^"']+)["']/g;

/** A module and every module of the bundle that loads with it; what is imported on demand is left out. */
export function loadedFiles(entry: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, path] of readFileSync(entry, 'utf8').matchAll(STATIC_IMPORT))
    loadedFiles(join(dirname(entry), path ?? ''), seen);
  return seen;
}

export const bytesOf = (files: ReadonlySet<string>): number =>
  [...files].reduce((sum, file) => sum + statSync(file).size, 0);

const run = promisify(execFile);
const script = (url: string): string =>
  `const began = performance.now(); await import(${JSON.stringify(url)}); process.stdout.write(String(performance.now() - began)); process.exit(0);`;

/** Milliseconds to import a module in a fresh process of this Node: the median of `times`. */
export async function importMs(
  entry: string,
  environment: Readonly<Record<string, string>>,
  times: number,
): Promise<number> {
  const measured: number[] = [];
  for (let i = 0; i < times; i++) {
    const args = ['--input-type=module', '--eval', script(pathToFileURL(entry).href)];
    const { stdout } = await run(process.execPath, args, { env: { PATH: process.env['PATH'], ...environment } });
    measured.push(Number(stdout));
  }
  return median(measured);
}
