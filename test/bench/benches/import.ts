import { ImportReport } from '../../../src/contracts/contact.ts';
import { startBenchCloud } from '../support/bench-cloud.ts';
import { csvOf } from '../support/campaigns.ts';
import { watchCpu } from '../support/cpu.ts';
import { type Bench, figure } from '../support/figure.ts';

const rows = 1_000;

/** CSV files of new contacts through the HTTP API, one after the other. */
export const csvImport: Bench = async ({ quick, assemblyDir, progress }) => {
  const files = quick ? 2 : 10;
  await using bench = await startBenchCloud(assemblyDir);
  // The first request starts the function; it is not what a file costs.
  await bench.api.sendCsv('/api/contacts/import', csvOf('warm', 0, 10), ImportReport);
  progress(`import: ${files * rows} rows`);
  const spent = watchCpu(bench);
  for (let file = 0; file < files; file++) {
    const { created } = await bench.api.sendCsv('/api/contacts/import', csvOf(`file${file}`, 0, rows), ImportReport);
    if (created !== rows) throw new Error(`${created} of ${rows} contacts were created`);
  }
  const { wallSeconds, product, database, emulator } = spent();
  const perRow = (seconds: number): number => (seconds / (files * rows)) * 1000;
  return {
    name: 'import',
    figures: [
      figure(`${files * rows} rows`, (files * rows) / wallSeconds, 'rows/s', { atLeast: 1_000 }),
      figure('CPU of the product', perRow(product), 'ms per row'),
      figure('CPU of the database', perRow(database), 'ms per row'),
      figure('CPU of the embedded cloud', perRow(emulator), 'ms per row'),
    ],
  };
};
