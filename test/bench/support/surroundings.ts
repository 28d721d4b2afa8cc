import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';

export interface Surroundings {
  readonly command: string;
  /** ISO 8601, to the minute. */
  readonly date: string;
  /** Short hash, with a `+` when files had changed since. */
  readonly commit: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly node: string;
  /** Runnable threads in the minute before the start; above the number of cores, wall times are too long. */
  readonly loadBefore: number;
}

const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();

export function surroundings(args: readonly string[]): Surroundings {
  const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
  return {
    command: ['node test/bench/run.ts', ...args].join(' '),
    date: `${new Date().toISOString().slice(0, 16)}Z`,
    commit: git('rev-parse', '--short', 'HEAD') + (changed ? '+' : ''),
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
