import type { SendTimeHistory } from '../../contracts/send-window.ts';

const bins = 96;
const binMinutes = 15;
/** Mail is read a little after it comes: it leaves a quarter of an hour before the best time to read. */
const leadMinutes = 15;
const leadBins = leadMinutes / binMinutes;
const halfLifeDays = 90;
/**
 * Before any evidence a weight of 3 is expected of a reader, half of it around the benchmark. The other half is spread evenly over the
 * day: it is the same at every time, so it cannot change which one is the highest, and is left out.
 */
const benchmarkMass = 1.5;
/** Relative: far from all evidence a density is tiny, and still tells which time is the nearer one. */
const tie = 1 + 1e-9;

/** Von Mises density on a circle of 96 bins, sigma 30 minutes (kappa = 1/sigma²), by distance in bins; its sum over the day is 1. */
const kernel: readonly number[] = (() => {
  const angle = (2 * Math.PI) / bins;
  const kappa = 1 / ((30 / binMinutes) * angle) ** 2;
  const heights = Array.from({ length: bins }, (_, distance) => Math.exp(kappa * (Math.cos(distance * angle) - 1)));
  const total = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height) => height / total);
})();

const nearness = (bin: number, other: number): number => kernel[Math.abs(bin - other)] ?? 0;

const decayed = (weight: number, age: number): number => weight * 2 ** (-Math.max(0, age) / halfLifeDays);

export interface SendMinuteInput {
  readonly history: SendTimeHistory;
  /** Minutes from midnight at which mail may leave, each the start of a quarter of an hour; ascending. */
  readonly slots: readonly number[];
  /** Today in the contact's zone, days since 1970: evidence loses half of its weight in 90 days. */
  readonly today: number;
  /** Minute from midnight at which mail leaves when nothing is known. */
  readonly benchmark: number;
}

/**
 * The minute of the day at which a mail should leave: a quarter of an hour before the time at which the contact is likeliest to read, by a
 * circular kernel density over its opens and clicks and a prior around the benchmark (reliability §6). Ties go to the earlier time;
 * undefined without slots.
 */
export function bestSendMinute({ history, slots, today, benchmark }: SendMinuteInput): number | undefined {
  const evidence = history.map(([bin, weight, day]) => ({ bin, weight: decayed(weight, today - day) }));
  const expected = (Math.floor(benchmark / binMinutes) + leadBins) % bins;
  let best: number | undefined;
  let height = 0;
  for (const slot of slots) {
    const bin = (Math.floor(slot / binMinutes) + leadBins) % bins;
    let density = benchmarkMass * nearness(bin, expected);
    for (const one of evidence) density += one.weight * nearness(bin, one.bin);
    if (density <= height * tie) continue;
    best = slot;
    height = density;
  }
  return best;
}
