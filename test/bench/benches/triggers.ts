import * as z from 'zod';
import { setUpCampaign } from '../../../cli/set-up-campaign.ts';
import { type BenchCloud, startBenchCloud } from '../support/bench-cloud.ts';
import { broadcast, launch } from '../support/campaigns.ts';
import { type Bench, figure } from '../support/figure.ts';
import { percentile } from '../support/percentile.ts';
import { until } from '../support/until.ts';

const Receipts = z.object({ events: z.array(z.object({ duplicate: z.literal(false) })) });
const Mailbox = z.object({ mails: z.array(z.unknown()), nextCursor: z.string().nullish() });

const launchTriggered = async (bench: BenchCloud): Promise<void> => {
  const file = {
    ...broadcast(),
    name: 'Thanks for the order',
    campaignType: 'triggered' as const,
    trigger: { event: 'order.completed', filter: null, unless: null, reentry: { rule: 'always' as const } },
  };
  const { campaignId } = await setUpCampaign(bench.api, file, 'email\nnobody@example.com');
  await launch(bench.api, campaignId);
};

const orderOf = (email: string) => ({ name: 'order.completed', email, contact: { firstName: 'Ann', company: 'Acme' } });

async function mailsIn(bench: BenchCloud, to: string): Promise<number> {
  let count = 0;
  let cursor: string | null | undefined;
  do {
    const query = new URLSearchParams({ limit: '200', to, ...(cursor ? { cursor } : {}) });
    const page = Mailbox.parse(await (await fetch(`${bench.cloud.url}/_local/mailbox?${query}`)).json());
    count += page.mails.length;
    cursor = page.nextCursor;
  } while (cursor);
  return count;
}

/** Seconds from the request that tells of an event until SES has taken the first mail to its contact. */
async function secondsToMail(bench: BenchCloud, email: string): Promise<number> {
  const began = performance.now();
  await bench.api.send('POST', '/api/events', orderOf(email), Receipts);
  await until(`the mail to ${email}`, 20, async () => (await mailsIn(bench, email)) > 0);
  return (performance.now() - began) / 1000;
}

/** Events that start a triggered campaign: one after the other on a cloud with nothing else to do, then five hundred in one request. */
export const triggers: Bench = async ({ quick, assemblyDir, progress }) => {
  const single = quick ? 20 : 100;
  const batch = 500;
  await using bench = await startBenchCloud(assemblyDir);
  await launchTriggered(bench);
  progress(`triggers: ${single} events, one after the other`);
  await secondsToMail(bench, 'first@warm.example');
  const seconds: number[] = [];
  for (let n = 0; n < single; n++) seconds.push(await secondsToMail(bench, `one-${n}@single.example`));
  progress(`triggers: ${batch} events at once`);
  const began = performance.now();
  const events = Array.from({ length: batch }, (_, n) => orderOf(`one-${n}@batch.example`));
  await bench.api.send('POST', '/api/events', { events }, Receipts);
  await until('the first mail of the batch', 20, async () => (await mailsIn(bench, '@batch.example')) > 0);
  const first = (performance.now() - began) / 1000;
  await until('the last mail of the batch', 250, async () => (await mailsIn(bench, '@batch.example')) >= batch);
  const last = (performance.now() - began) / 1000;
  return {
    name: 'triggers',
    figures: [
      figure('event to mail: median', percentile(seconds, 0.5), 's'),
      figure('event to mail: p99', percentile(seconds, 0.99), 's', { atMost: 5 }),
      figure(`${batch} events at once: first mail`, first, 's', { atMost: 5 }),
      figure(`${batch} events at once: last mail`, last, 's'),
    ],
  };
};
