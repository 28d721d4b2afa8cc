import { Analytics } from '../../../src/contracts/analytics.ts';
import { type BenchCloud, startBenchCloud } from '../support/bench-cloud.ts';
import { broadcast, launch, prepare } from '../support/campaigns.ts';
import { watchCpu } from '../support/cpu.ts';
import { type Bench, figure } from '../support/figure.ts';
import { until } from '../support/until.ts';

const group = 'events';
const kinds = ['Open', 'Click'] as const;
const perRequest = 500;

const countsOf = async ({ api }: BenchCloud, campaignId: string) =>
  (await api.get(`/api/campaigns/${campaignId}/analytics`, Analytics)).overall;

async function publish({ control }: BenchCloud, size: number): Promise<void> {
  const events = kinds.flatMap((type) =>
    Array.from({ length: size }, (_, n) => ({ type, to: `reader-${group}-${n}@example.com` })),
  );
  for (let from = 0; from < events.length; from += perRequest) {
    const body = events.slice(from, from + perRequest);
    await control('/_local/ses-events', body);
  }
}

/** Opens and clicks of mails that were delivered before, from their publication until the counters hold all of them. */
export const events: Bench = async ({ quick, assemblyDir, progress }) => {
  const size = quick ? 500 : 1_000;
  await using bench = await startBenchCloud(assemblyDir);
  const campaignId = await prepare(bench, broadcast(), group, size);
  progress(`events: sending ${size} mails first`);
  await launch(bench.api, campaignId);
  await until('the last delivery', 250, async () => (await countsOf(bench, campaignId)).emailsDelivered >= size);
  const total = size * kinds.length;
  progress(`events: ${total} opens and clicks`);
  const spent = watchCpu(bench);
  await publish(bench, size);
  const published = spent().wallSeconds;
  await until('the last event', 100, async () => {
    const { totalOpens, machineOpens, totalClicks, machineClicks } = await countsOf(bench, campaignId);
    return totalOpens + machineOpens + totalClicks + machineClicks >= total;
  });
  const { wallSeconds, product, database, emulator } = spent();
  return {
    name: 'events',
    figures: [
      figure(`${total} events, published to counted`, total / wallSeconds, 'events/s', { atLeast: 500 }),
      figure('of it until the last was published', published, 's'),
      figure('CPU of the product', (product / total) * 1000, 'ms per event'),
      figure('CPU of the database', (database / total) * 1000, 'ms per event'),
      figure('CPU of the embedded cloud', (emulator / total) * 1000, 'ms per event'),
    ],
  };
};
