import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { buildApp } from '../lib/app.ts';
import { bundleFunctions } from './build.ts';

export const assemblyDir = 'cdk.out';
const stampFile = `${assemblyDir}/.stamp`;
const sources = [
  'bin/**',
  'lib/**',
  'functions/**',
  'src/**',
  'statemachines/**',
  'web/**',
  'scripts/*.ts',
  'cdk.json',
  'package-lock.json',
];

/** Changes with every change of what the assembly is made of. */
function stampOf(): string {
  const hash = createHash('sha256');
  for (const file of globSync(sources).sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}|${size}|${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function contextOfCdkJson(): Record<string, unknown> {
  const parsed: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  return parsed.context;
}

/** Bundles the functions and synthesises the cloud assembly that `cdk deploy` ships; no account, network or Docker. */
export async function synthesise(): Promise<void> {
  await bundleFunctions();
  buildApp({ outdir: assemblyDir, context: contextOfCdkJson() }).synth();
  writeFileSync(stampFile, stampOf());
}

/** The same, unless nothing has changed since the last time. */
export async function ensureAssembly(): Promise<void> {
  const known = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (known !== stampOf()) await synthesise();
}
