import * as z from 'zod';
import type { CampaignFile } from '../../../cli/file/schema.ts';
import { startBenchCloud } from '../support/bench-cloud.ts';
import { broadcast, launch, prepare, welcomeSeries } from '../support/campaigns.ts';
import { type Bench, type BenchOptions, type Figure, figure } from '../support/figure.ts';
import { assumedPrice, measuredPrice, pinpointPrice, type Run, sesPrice } from '../support/price.ts';
import { until } from '../support/until.ts';

const Details = z.object({ campaign: z.object({ status: z.string() }) });
const dayMs = 86_400_000;
const dollars = '$ per 1,000 contacts';

/** Runs a campaign on skipped time until it is completed and everybody has read the last mail. */
async function complete(file: CampaignFile, lively: boolean, { quick, assemblyDir }: BenchOptions): Promise<Run> {
  const contacts = quick ? 150 : 1_000;
  await using bench = await startBenchCloud(assemblyDir, { lively });
  const { cloud, api } = bench;
  const campaignId = await prepare(bench, file, 'cost', contacts);
  await launch(api, campaignId);
  cloud.clock.setMode('skip');
  const status = async () => (await api.get(`/api/campaigns/${campaignId}`, Details)).campaign.status;
  await until(`the end of ${file.name}`, 1_000, async () => (await status()) === 'completed');
  cloud.clock.setMode('real');
  await cloud.clock.advanceBy(dayMs);
  const cost = cloud.meter.report(contacts).campaigns[campaignId];
  if (!cost) throw new Error('The meter knows nothing of the campaign');
  const waits = file.steps.filter(({ kind }) => kind === 'wait').length;
  const { sesRecipients: mails, snsPublishes: events } = cost.counts;
  return { contacts, mails, events, steps: contacts * (1 + waits), cost };
}

const sum = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((total, value) => total + value, 0);

function callFigures(name: string, { contacts, mails, events, cost: { counts } }: Run): readonly Figure[] {
  const each: readonly (readonly [string, number, string])[] = [
    ['mails', mails / contacts, 'per contact'],
    ['SES notifications', events / mails, 'per mail'],
    ['SDK calls', sum(counts.sdkCalls) / mails, 'per mail'],
    ['state transitions', counts.stateTransitions / contacts, 'per contact'],
    ['write units', counts.dynamodbWriteUnits / mails, 'per mail'],
    ['read units', counts.dynamodbReadUnits / mails, 'per mail'],
    ['SQS requests', counts.sqsRequests / mails, 'per mail'],
    ['Lambda time, as measured here', sum(counts.lambdaMs) / mails, 'ms per mail'],
    ['log bytes', counts.logBytes / mails, 'per mail'],
  ];
  return each.map(([label, value, unit]) => figure(`${name}: ${label}`, value, unit));
}

function priceFigures(name: string, run: Run): readonly Figure[] {
  const services = Object.entries(run.cost.byService).filter(([, usd]) => usd > 0);
  return [
    ...services.map(([service, usd]) => figure(`${name}: ${service}`, (usd / run.contacts) * 1000, dollars)),
    figure(`${name}: all, Lambda as measured here`, measuredPrice(run), dollars),
    figure(`${name}: SES alone`, sesPrice(run), dollars),
    figure(`${name}: Amazon Pinpoint's list price`, pinpointPrice(run), dollars),
  ];
}

const overSes = (run: Run): number => (assumedPrice(run) / sesPrice(run) - 1) * 100;

/** What campaigns cost on AWS, from the calls they made: with people of the demo's habits, and with people who only receive. */
export const cost: Bench = async (options) => {
  const figures: Figure[] = [];
  for (const [people, lively] of [
    ['quiet', false],
    ['lively', true],
  ] as const) {
    options.progress(`cost: broadcast, ${people} people`);
    const once = await complete(broadcast(), lively, options);
    const name = `broadcast, ${people}`;
    figures.push(
      ...callFigures(name, once),
      ...priceFigures(name, once),
      figure(`${name}: all, Lambda as assumed`, assumedPrice(once), dollars),
      figure(`${name}: on top of SES, Lambda as assumed`, overSes(once), '%', { atMost: 8 }),
    );
    options.progress(`cost: drip of three mails, ${people} people`);
    const drip = await complete(welcomeSeries(), lively, options);
    const dripName = `drip, ${people}`;
    figures.push(
      ...callFigures(dripName, drip),
      ...priceFigures(dripName, drip),
      figure(`${dripName}: all, Lambda as assumed`, assumedPrice(drip), dollars, { atMost: 0.5 }),
    );
  }
  return { name: 'cost', figures };
};
