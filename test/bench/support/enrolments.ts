import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { launch, prepare, waitingDrip } from './campaigns.ts';
import { type Spent, watchCpu } from './cpu.ts';
import type { BenchOptions } from './figure.ts';
import { until } from './until.ts';

export interface Enrolment {
  readonly contacts: number;
  readonly spent: Spent;
  /** What the meter put down to the campaign. */
  readonly usd: number;
  /** Largest heap of a worker thread at the end of a run, in bytes, with the functions that enrol. */
  readonly peakHeapBytes: number;
}

const sizesOf = (quick: boolean): readonly number[] => (quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]);

const peakOf = ({ cloud }: BenchCloud): number =>
  Math.max(
    0,
    ...Object.entries(cloud.usage()).flatMap(([id, use]) => (/^(Plan|EnrolBatch)/.test(id) ? use.peakHeapBytes : [])),
  );

async function enrol(contacts: number, { assemblyDir, progress }: BenchOptions): Promise<Enrolment> {
  await using bench = await startBenchCloud(assemblyDir);
  const { cloud, api } = bench;
  progress(`enrolment: seeding ${contacts} contacts`);
  const campaignId = await prepare(bench, waitingDrip(), `enrol${contacts}`, contacts);
  progress(`enrolment: enrolling ${contacts} contacts`);
  cloud.meter.reset();
  const spent = watchCpu(bench);
  await launch(api, campaignId);
  const started = () => cloud.meter.report().total.counts.sdkCalls['states.StartExecution'] ?? 0;
  await until(`the enrolment of ${contacts} contacts`, 100, () => started() >= contacts);
  const used = spent();
  return {
    contacts,
    spent: used,
    usd: cloud.meter.report().campaigns[campaignId]?.usd ?? 0,
    peakHeapBytes: peakOf(bench),
  };
}

async function enrolAll(options: BenchOptions): Promise<readonly Enrolment[]> {
  const done: Enrolment[] = [];
  for (const size of sizesOf(options.quick)) done.push(await enrol(size, options));
  return done;
}

let measured: Promise<readonly Enrolment[]> | undefined;

/** Enrols ever larger audiences, each on a cloud of its own; once, for all benchmarks that tell of it. */
export function enrolments(options: BenchOptions): Promise<readonly Enrolment[]> {
  measured ??= enrolAll(options);
  return measured;
}

/** Pairs of a size with the one before it. */
export const steps = (all: readonly Enrolment[]): readonly (readonly [Enrolment, Enrolment])[] =>
  all.flatMap((larger, index) => {
    const smaller = all[index - 1];
    return smaller ? [[smaller, larger] as const] : [];
  });
