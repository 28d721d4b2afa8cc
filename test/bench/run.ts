import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { api } from './benches/api.ts';
import { bundles } from './benches/bundles.ts';
import { cost } from './benches/cost.ts';
import { domain } from './benches/domain.ts';
import { enrolment } from './benches/enrolment.ts';
import { events } from './benches/events.ts';
import { fileImport } from './benches/file-import.ts';
import { growth } from './benches/growth.ts';
import { csvImport } from './benches/import.ts';
import { mails } from './benches/mails.ts';
import { segments } from './benches/segments.ts';
import { simulation } from './benches/simulation.ts';
import { triggers } from './benches/triggers.ts';
import { updateDocs } from './support/docs.ts';
import type { Bench, BenchOptions, BenchResult } from './support/figure.ts';
import { privateAssembly } from './support/private-assembly.ts';
import { surroundings } from './support/surroundings.ts';
import { tableOf } from './support/table.ts';

/** In this order: what needs a quiet process comes first. */
const benches: Readonly<Record<string, Bench>> = {
  domain,
  simulate: simulation,
  bundles,
  mails,
  import: csvImport,
  file_import: fileImport,
  events,
  triggers,
  api,
  cost,
  segments,
  enrolment,
  growth,
};
const resultsFile = 'test/bench/results.json';

const usage = `node test/bench/run.ts [--only name,name] [--quick] [--json file] [--update-docs]
Benchmarks: ${Object.keys(benches).join(', ')}`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function chosen(only: string | undefined): readonly (readonly [string, Bench])[] {
  if (only === undefined) return Object.entries(benches);
  return only.split(',').map((name) => {
    const bench = benches[name];
    if (!bench) throw new Error(`There is no benchmark ${name}.\n${usage}`);
    return [name, bench] as const;
  });
}

/** A benchmark that fails is told of, and the others are run. `keep` is called after each, so that a run that is ended early is not lost. */
async function runAll(
  list: readonly (readonly [string, Bench])[],
  options: BenchOptions,
  keep: (results: readonly BenchResult[]) => void,
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [name, bench] of list) {
    const began = performance.now();
    try {
      const result = await bench(options);
      results.push(result);
      keep(results);
      say(tableOf([result]));
    } catch (error) {
      process.exitCode = 1;
      say(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    options.progress(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  return results;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      json: { type: 'string', default: resultsFile },
      quick: { type: 'boolean', default: false },
      'update-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(usage);
  const list = chosen(values.only);
  const where = surroundings(args);
  const assemblyDir = await privateAssembly();
  try {
    const keep = (results: readonly BenchResult[]): void =>
      writeFileSync(values.json, `${JSON.stringify({ ...where, results }, null, 2)}\n`);
    const results = await runAll(list, { quick: values.quick, assemblyDir, progress: say }, keep);
    say(`\n${tableOf(results)}`);
    if (values['update-docs']) updateDocs(where, results);
  } finally {
    rmSync(assemblyDir, { recursive: true, force: true });
  }
}

await main();
