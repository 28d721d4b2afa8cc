import { existsSync, readFileSync } from 'node:fs';
import type { BenchCloud } from './bench-cloud.ts';

/** Time that passed, and CPU seconds by who used them. */
export interface Spent {
  readonly wallSeconds: number;
  /** The product's Lambda functions with the SDK inside them. */
  readonly product: number;
  readonly database: number;
  /** The embedded cloud: gateway, queues, Step Functions, SES, people; and the benchmark itself. */
  readonly emulator: number;
}

/** Linux counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** CPU seconds of another process; 0 where the system does not tell. */
function secondsOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  // The name of the program may hold blanks; it ends with the last bracket.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const productSeconds = ({ cloud }: BenchCloud): number =>
  Object.values(cloud.usage()).reduce((sum, { cpuMs }) => sum + cpuMs / 1000, 0);

/** Begins to count; call the answer to read what was used since. */
export function watchCpu(bench: BenchCloud): () => Spent {
  const began = performance.now();
  const process0 = process.cpuUsage();
  const product0 = productSeconds(bench);
  const database0 = secondsOf(bench.databasePid);
  return () => {
    const { user, system } = process.cpuUsage(process0);
    const product = productSeconds(bench) - product0;
    return {
      wallSeconds: (performance.now() - began) / 1000,
      product,
      database: secondsOf(bench.databasePid) - database0,
      emulator: (user + system) / 1e6 - product,
    };
  };
}
