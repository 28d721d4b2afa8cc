import { availableParallelism } from 'node:os';
import { Analytics } from '../../../src/contracts/analytics.ts';
import { type BenchCloud, startBenchCloud } from '../support/bench-cloud.ts';
import { broadcast, launch, prepare } from '../support/campaigns.ts';
import { type Spent, watchCpu } from '../support/cpu.ts';
import { type Bench, figure } from '../support/figure.ts';
import { until } from '../support/until.ts';

const perThousand = (seconds: number, mails: number): number => (seconds / mails) * 1000;

const cpuFigures = (what: string, { product, database, emulator }: Spent, mails: number) => [
  figure(`CPU of the product's functions, ${what}`, perThousand(product, mails), 's per 1,000 mails'),
  figure(`CPU of the database, ${what}`, perThousand(database, mails), 's per 1,000 mails'),
  figure(`CPU of the embedded cloud, ${what}`, perThousand(emulator, mails), 's per 1,000 mails'),
];

const warmUp = 200;

/** Threads start and code is compiled with the first mails, whatever the size of the campaign: these are sent before. */
async function warm(bench: BenchCloud): Promise<void> {
  const { cloud, api } = bench;
  await launch(api, await prepare(bench, broadcast(), 'warm', warmUp));
  await until('the first mails', 50, () => cloud.meter.report().total.counts.sesRecipients >= warmUp);
}

/** What the cores could do if nobody else used them and none ever waited. */
const limitOf = ({ product, database, emulator }: Spent, mails: number): number =>
  (availableParallelism() * mails) / (product + database + emulator);

/** A broadcast to people who do nothing, from the launch: until SES has the last mail, and until its delivery is counted. */
export const mails: Bench = async ({ quick, assemblyDir, progress }) => {
  const size = quick ? 1_000 : 2_000;
  await using bench = await startBenchCloud(assemblyDir);
  const { cloud, api } = bench;
  progress('mails: warming up');
  await warm(bench);
  const campaignId = await prepare(bench, broadcast(), 'mails', size);
  progress(`mails: sending ${size}`);
  const spent = watchCpu(bench);
  await launch(api, campaignId);
  await until('the last mail', 50, () => cloud.meter.report().total.counts.sesRecipients >= size + warmUp);
  const sent = spent();
  const delivered = async () =>
    (await api.get(`/api/campaigns/${campaignId}/analytics`, Analytics)).overall.emailsDelivered >= size;
  await until('the last delivery', 250, delivered);
  const counted = spent();
  return {
    name: 'mails',
    figures: [
      figure(`${size} mails, launch to last mail`, size / sent.wallSeconds, 'mails/s', { atLeast: 100 }),
      figure('the same until every delivery is counted', size / counted.wallSeconds, 'mails/s'),
      figure('what the CPU time to the last mail allows on all cores', limitOf(sent, size), 'mails/s'),
      ...cpuFigures('to the last mail', sent, size),
      ...cpuFigures('with events', counted, size),
    ],
  };
};
