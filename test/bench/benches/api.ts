import { type BenchCloud, startBenchCloud } from '../support/bench-cloud.ts';
import { broadcast, launch, prepare } from '../support/campaigns.ts';
import { watchCpu } from '../support/cpu.ts';
import { type Bench, figure } from '../support/figure.ts';
import { type Answer, openLoop, type RequestKind } from '../support/open-loop.ts';
import { percentile } from '../support/percentile.ts';
import { until } from '../support/until.ts';

const perSecond = 100;
const contact = JSON.stringify({ email: 'api-{n}@example.com', firstName: 'Ann', timezone: 'Europe/Berlin' });

const kindsFor = (url: string, campaignId: string, run: string): readonly RequestKind[] => [
  { name: 'GET campaign', method: 'GET', url: `${url}/api/campaigns/${campaignId}` },
  { name: 'POST contact', method: 'POST', url: `${url}/api/contacts`, body: contact.replace('api-', `api-${run}-`) },
  { name: 'GET analytics', method: 'GET', url: `${url}/api/campaigns/${campaignId}/analytics` },
];

const figuresOf = (kinds: readonly RequestKind[], answers: readonly Answer[]) =>
  kinds.flatMap(({ name }) => {
    const times = answers.flatMap(({ kind, ms }) => (kind === name ? [ms] : []));
    return [
      figure(`${name} p50`, percentile(times, 0.5), 'ms'),
      figure(`${name} p99`, percentile(times, 0.99), 'ms', { atMost: 200 }),
    ];
  });

async function someCampaign(bench: BenchCloud): Promise<string> {
  const { cloud, api } = bench;
  const mails = 200;
  const campaignId = await prepare(bench, broadcast(), 'api', mails);
  await launch(api, campaignId);
  await until('the mails', 200, () => cloud.meter.report().total.counts.sesRecipients >= mails);
  return campaignId;
}

/** Requests arrive at a fixed rate, three kinds in turn; time counts from when each was due. */
export const api: Bench = async ({ quick, assemblyDir, progress }) => {
  await using bench = await startBenchCloud(assemblyDir);
  const { cloud } = bench;
  const campaignId = await someCampaign(bench);
  const load = { apiKey: bench.api.apiKey, perSecond };
  await openLoop({ ...load, kinds: kindsFor(cloud.url, campaignId, 'warm'), seconds: 3 });
  const seconds = quick ? 10 : 30;
  progress(`api: ${perSecond} requests/s for ${seconds} s`);
  const kinds = kindsFor(cloud.url, campaignId, 'run');
  const spent = watchCpu(bench);
  const answers = await openLoop({ ...load, kinds, seconds });
  const { product, database, emulator } = spent();
  const refused = answers.filter(({ status }) => status >= 400).length;
  return {
    name: 'api',
    figures: [
      ...figuresOf(kinds, answers),
      figure('answers that were errors', refused, 'requests', { atMost: 0 }),
      figure('CPU of the product', (product / answers.length) * 1000, 'ms per request'),
      figure(
        'CPU of database, embedded cloud and client',
        ((database + emulator) / answers.length) * 1000,
        'ms per request',
      ),
    ],
  };
};
