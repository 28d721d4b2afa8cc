import { ImportView } from '../../../src/contracts/transfer.ts';
import { endOfImport, uploadImport } from '../../support/files.ts';
import { startBenchCloud } from '../support/bench-cloud.ts';
import { csvOf } from '../support/campaigns.ts';
import { watchCpu } from '../support/cpu.ts';
import { type Bench, figure } from '../support/figure.ts';

const mb = 1024 * 1024;

/** One file of new contacts, uploaded and read in the background. */
export const fileImport: Bench = async ({ quick, assemblyDir, progress }) => {
  const rows = quick ? 20_000 : 1_000_000;
  await using bench = await startBenchCloud(assemblyDir);
  const id = await uploadImport(bench.api, csvOf('file', 0, rows));
  progress(`file import: ${rows} rows`);
  const heaps: { rows: number; bytes: number }[] = [];
  const spent = watchCpu(bench);
  await bench.api.send('POST', `/api/imports/${id}/start`, {}, ImportView);
  const view = await endOfImport(bench.api, id, ({ rows: read }) => {
    heaps.push({ rows: read, bytes: process.memoryUsage().rss });
  });
  const { wallSeconds, product, database, emulator } = spent();
  if (view.created !== rows) throw new Error(`${view.created} of ${rows} contacts were created: ${view.state}`);
  const perRow = (seconds: number): number => (seconds / rows) * 1000;
  const most = (from: number, to: number): number =>
    Math.max(...heaps.filter((one) => one.rows >= from * rows && one.rows < to * rows).map(({ bytes }) => bytes));
  return {
    name: 'file import',
    figures: [
      figure(`${rows} rows`, rows / wallSeconds, 'rows/s', { atLeast: 1_000 }),
      figure('Memory after half of the file over that before', most(0.5, 1) / most(0, 0.5), 'x', { atMost: 1.5 }),
      figure('Memory of the whole process', most(0, 1) / mb, 'MB'),
      figure('CPU of the product', perRow(product), 'ms per row'),
      figure('CPU of the database', perRow(database), 'ms per row'),
      figure('CPU of the embedded cloud', perRow(emulator), 'ms per row'),
    ],
  };
};
