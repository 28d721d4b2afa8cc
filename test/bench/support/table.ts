import type { BenchResult, Figure } from './figure.ts';

const columns = ['Benchmark', 'Figure', 'Value', 'Unit', 'Goal', 'Met'] as const;

const verdict = ({ met }: Figure): string => (met === undefined ? '' : met ? 'yes' : 'NO');

const rowsOf = (results: readonly BenchResult[]): string[][] =>
  results.flatMap(({ name, figures }) =>
    figures.map((one, index) => [
      index === 0 ? name : '',
      one.label,
      one.value.toLocaleString('en-US', { maximumFractionDigits: 6 }),
      one.unit,
      one.goal ?? '',
      verdict(one),
    ]),
  );

/** The results as a Markdown table, its columns aligned so that it also reads well on a terminal. */
export function tableOf(results: readonly BenchResult[]): string {
  const rows = [[...columns], ...rowsOf(results)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => '-'.repeat(width + 1) + (column === 2 ? ':' : '-')).join('|')}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}
