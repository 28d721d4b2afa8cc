import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail } from '../support/builders.ts';
import { aLaunched } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A reader's: the browser without a screen would be taken for a machine. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

describe('the pages', () => {
  let cloud: TestCloud;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    await aLaunched(cloud, [anEmail('only', null, { subject: 'Read me in a browser' })], ['ann@one.example'], {
      name: 'Pages',
    });
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args });
    page = await browser.newPage({ userAgent });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  });
  afterAll(async () => {
    await browser.close();
    await cloud.close();
  });

  it('the dashboard shows the numbers of a campaign', async () => {
    await page.goto(`${cloud.cloud.url}/#key=${cloud.api.apiKey}`);
    await page.getByText('Pages').click();
    await page.getByText('Sent: 1 | Delivered: 1 (100.0 %)').waitFor();
    expect(page.url()).not.toContain('pk_');
  });

  it('the mailbox shows a mail, and opening it there counts as an open', async () => {
    await page.goto(`${cloud.cloud.url}/_local/mail?to=ann@one.example`);
    await page.getByText('Read me in a browser').first().click();
    await page.frameLocator('iframe').getByText('Hello ann').waitFor();
    await cloud.advanceBy('PT1M');
    await page.goto(`${cloud.cloud.url}/#key=${cloud.api.apiKey}`);
    await page.getByText('Pages').click();
    await page.getByText('Opens: 1 (100.0 %)').waitFor();
  });

  it('the unsubscribe page asks, and its button unsubscribes', async () => {
    await page.goto(await cloud.unsubscribeLinkOf('ann@one.example'));
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByText('You are unsubscribed.').waitFor();
  });

  it('the API page lists every route', async () => {
    await page.goto(`${cloud.cloud.url}/api/docs`);
    await page.getByText('/api/campaigns/{id}/launch').waitFor();
  });

  it('none of them has an error in its console', () => {
    expect(faults).toEqual([]);
  });
});
