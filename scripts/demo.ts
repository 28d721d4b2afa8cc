import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ApiClient } from '../cli/api-client.ts';
import { readCampaignFile } from '../cli/file/read-campaign.ts';
import { setUpCampaign } from '../cli/set-up-campaign.ts';
import { calendarText } from '../cli/text/calendar-text.ts';
import { type Cloud, startCloud } from '../local/cloud.ts';
import { Analytics, Books } from '../src/contracts/analytics.ts';
import { Simulation } from '../src/contracts/simulation.ts';
import { assemblyDir, ensureAssembly } from './assembly.ts';
import { type DemoCost, type DemoResult, dashboardText, demoJson } from './demo-report.ts';
import { campaignIds, createLocalTenant, localParameters } from './local-tenant.ts';

const dataDir = '.local/demo';
const dayMs = 86_400_000;
/** What the people of the embedded cloud do, in per cent (local/people/profile.ts). */
const likelyRates = { open: 50, click: 20, reply: 4.7, bounce: 1, unsubscribe: 0.4 };
const Campaign = z.object({
  campaign: z.object({ id: z.string(), name: z.string(), status: z.string() }),
  analytics: z.object({ emailsSent: z.number() }),
});
const Launched = z.object({ success: z.literal(true) });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function progress(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
  else console.log(line);
}

/** Lets time jump from event to event until the campaign is completed, and one more day for the last mail to be read. */
async function runToTheEnd(cloud: Cloud, api: ApiClient, campaignId: string, launchedAt: number): Promise<void> {
  cloud.clock.setMode('skip');
  let shown = '';
  for (;;) {
    const { campaign, analytics } = await api.get(`/api/campaigns/${campaignId}`, Campaign);
    const line = `Day ${((cloud.clock.now() - launchedAt) / dayMs).toFixed(1)} · ${analytics.emailsSent} mails sent · ${campaign.status}`;
    if (line !== shown) progress(line);
    shown = line;
    if (campaign.status === 'completed') break;
    await pause(1500);
  }
  cloud.clock.setMode('real');
  await cloud.clock.advanceBy(dayMs);
  if (process.stdout.isTTY) process.stdout.write('\n');
}

function costOf(cloud: Cloud, campaignId: string, contacts: number): DemoCost {
  const cost = cloud.meter.report(contacts).campaigns[campaignId];
  if (!cost) throw new Error('The meter knows nothing of the campaign');
  return {
    usd: cost.usd,
    sesUsd: cost.sesUsd,
    usdPer1000Contacts: cost.usdPer1000Contacts ?? 0,
    byService: cost.byService,
  };
}

async function runDemo(cloud: Cloud): Promise<DemoResult> {
  const started = performance.now();
  const { apiKey } = await createLocalTenant(cloud, 'Penguin Demo Company');
  const api = new ApiClient(cloud.url, apiKey);
  const file = readCampaignFile(readFileSync('demo/welcome-series.yaml', 'utf8'), 'demo/welcome-series.yaml');
  const { campaignId, imported } = await setUpCampaign(api, file, readFileSync('demo/contacts.csv', 'utf8'));
  console.log(`Imported ${imported.created} contacts.`);

  const foretold = await api.send('POST', `/api/campaigns/${campaignId}/simulate`, { rates: likelyRates }, Simulation);
  console.log(`\n${calendarText(`Foretold: ${file.name}`, foretold, (_, text) => text)}\n`);

  const launchedAt = cloud.clock.now();
  await api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, Launched);
  await runToTheEnd(cloud, api, campaignId, launchedAt);
  const virtualDays = Number(((cloud.clock.now() - launchedAt) / dayMs).toFixed(2));

  const { campaign } = await api.get(`/api/campaigns/${campaignId}`, Campaign);
  const analytics = await api.get(`/api/campaigns/${campaignId}/analytics`, Analytics);
  const books = await api.get(`/api/campaigns/${campaignId}/books`, Books);
  const wallSeconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const cost = costOf(cloud, campaign.id, imported.created);
  return { campaign, analytics, books, foretold, virtualDays, wallSeconds, cost };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' } } });
  await ensureAssembly();
  const cloud = await startCloud({
    assemblyDir,
    dataDir,
    port: 0,
    clock: 'real',
    fresh: true,
    parameters: localParameters,
    attribute: campaignIds,
  });
  try {
    const result = await runDemo(cloud);
    console.log(`\n${dashboardText(result)}\n\nRead the mails: npm start -- --data ${dataDir}`);
    if (values.json) writeFileSync(values.json, `${JSON.stringify(demoJson(result), null, 2)}\n`);
  } finally {
    await cloud.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
