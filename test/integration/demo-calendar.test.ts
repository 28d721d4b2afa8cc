import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readCampaignFile } from '../../cli/file/read-campaign.ts';
import { setUpCampaign } from '../../cli/set-up-campaign.ts';
import { Simulation } from '../../src/contracts/simulation.ts';
import { analyticsOf, booksOf, statusOf } from '../support/campaigns.ts';
import { cli } from '../support/cli.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const path = 'demo/welcome-series.yaml';
/** Of the five hundred: from as many zones as rows. */
const rows = 60;
const Launched = z.object({ campaign: z.object({ launchedAt: z.string() }) });

describe('the Welcome Series of the demo', () => {
  let cloud: TestCloud;
  let folder: string;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    folder = await mkdtemp(join(tmpdir(), 'penguinmails-demo-'));
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('sends on each day as many mails as `penguinmails simulate` printed, of each step', async () => {
    const now = await cloud.advanceBy('PT1S');
    await cloud.advanceBy(`PT${(80 - new Date(now).getUTCMinutes()) % 60}M`); // Away from midnight.
    const csv = readFileSync('demo/contacts.csv', 'utf8')
      .split('\n')
      .slice(0, rows + 1)
      .join('\n');
    const contacts = join(folder, 'contacts.csv');
    await writeFile(contacts, csv);
    const { campaignId, imported } = await setUpCampaign(
      cloud.api,
      readCampaignFile(readFileSync(path, 'utf8'), path),
      csv,
    );
    expect(imported.created).toBe(rows);
    const { campaign } = await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, Launched);
    const simulate = ['simulate', path, '--contacts', contacts, '--start', campaign.launchedAt, '--seed', '1'];
    const foretold = Simulation.parse(JSON.parse((await cli([...simulate, '--json'])).out));
    const printed = (await cli(simulate)).out;

    await cloud.advanceBy('P6D');
    const { daily, byStep } = await analyticsOf(cloud.api, campaignId);
    const sent = daily.flatMap(({ date, metrics }) => (metrics.emailsSent > 0 ? [[date, metrics.emailsSent]] : []));
    expect(sent).toHaveLength(3);
    expect(foretold.daily.flatMap(({ day, mails }) => (mails > 0 ? [[day, mails]] : []))).toEqual(sent);
    expect(foretold.steps.flatMap((step) => (step.kind === 'email' ? [[step.stepId, step.mails]] : []))).toEqual(
      byStep.map(({ stepId, metrics }) => [stepId, metrics.emailsSent]),
    );
    for (const { day } of foretold.calendar) expect(printed).toContain(day);
    expect(foretold.outcomes).toEqual({ completed: rows });
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, enrollments: { completed: rows } });
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
  });
});
