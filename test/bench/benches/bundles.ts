import { join } from 'node:path';
import { type FunctionName, functionNames } from '../../../lib/functions.ts';
import { bytesOf, importMs, loadedFiles } from '../support/bundles.ts';
import { type Bench, type Figure, figure } from '../support/figure.ts';

const KB = 1024;
/** What modules read while they load; the values are never used. */
const environment = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

async function measure(name: FunctionName, times: number): Promise<readonly Figure[]> {
  const entry = join('dist/functions', name, 'index.mjs');
  const kilobytes = bytesOf(loadedFiles(entry)) / KB;
  return [
    figure(`${name}: loaded at start`, kilobytes, 'KB', { atMost: 900 }),
    figure(`${name}: import`, await importMs(entry, environment, times), 'ms', { atMost: 120 }),
  ];
}

/** What each function loads when it starts cold: bytes, and the time of the import in a fresh process. */
export const bundles: Bench = async ({ quick, progress }) => {
  progress(`bundles: importing ${functionNames.length} functions`);
  const figures: Figure[] = [];
  for (const name of functionNames) figures.push(...(await measure(name, quick ? 3 : 7)));
  return { name: 'bundles', figures };
};
