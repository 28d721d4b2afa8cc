import { readFileSync, writeFileSync } from 'node:fs';
import type { BenchResult } from './figure.ts';
import type { Surroundings } from './surroundings.ts';
import { tableOf } from './table.ts';

const file = 'docs/performance.md';
const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

const blockOf = (where: Surroundings, results: readonly BenchResult[]): string =>
  [
    begin,
    '',
    `\`${where.command}\`, ${where.date}, commit ${where.commit}${where.commit.endsWith('+') ? ' (and later changes)' : ''}; ${where.cores} cores (${where.processor}), ${where.memoryGb} GB, Node ${where.node}, load ${where.loadBefore} at the start.`,
    '',
    tableOf(results),
    '',
    end,
  ].join('\n');

/** Puts the results in place of those that docs/performance.md holds between its two markers. */
export function updateDocs(where: Surroundings, results: readonly BenchResult[]): void {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has lost its markers ${begin} and ${end}`);
  writeFileSync(file, text.slice(0, from) + blockOf(where, results) + text.slice(to + end.length));
}
