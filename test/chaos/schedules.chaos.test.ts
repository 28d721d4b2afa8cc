import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBatch, type Verdict } from './support/batch.ts';
import { type ChaosCloud, startChaosCloud } from './support/chaos-cloud.ts';
import { families, type Schedule, scheduleOf } from './support/schedule.ts';
import { amount, only, seed } from './support/settings.ts';
import { tell } from './support/tell.ts';

const count = amount.schedules;
/** Campaigns that run at the same time. */
const together = 100;

const seeds = only ?? Array.from({ length: count }, (_, index) => seed * 1_000_000 + index);

function batches(schedules: readonly Schedule[]): Schedule[][] {
  const cut: Schedule[][] = [];
  for (const family of families) {
    const members = schedules.filter((schedule) => schedule.family === family);
    for (let from = 0; from < members.length; from += together) cut.push(members.slice(from, from + together));
  }
  return cut;
}

const report = ({ seed: failing, findings }: Verdict): string =>
  [`CHAOS_SEED=${seed} CHAOS_ONLY=${failing} npm run test:chaos -- schedules`, ...findings].join('\n    ');

describe(`${seeds.length} schedules of faults (seed ${seed})`, () => {
  let chaos: ChaosCloud;
  beforeAll(async () => {
    chaos = await startChaosCloud();
  });
  afterAll(() => chaos.close());

  it.each(batches(seeds.map(scheduleOf)).map((batch, index) => [index + 1, batch] as const))(
    'batch %i loses nothing, doubles nothing and mails nobody after a stop',
    async (index, batch) => {
      const began = performance.now();
      const { verdicts, hits } = await runBatch(chaos, batch);
      const failing = verdicts.filter(({ findings }) => findings.length > 0);
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      const what = `${batch.length} schedules that hurt the ${batch[0]?.family} of mail`;
      tell(
        `Batch ${index}: ${what} in ${seconds} s, ${failing.length} failed; faults that hit: ${JSON.stringify(hits)}`,
      );
      expect(failing.map(report)).toEqual([]);
    },
  );
});
