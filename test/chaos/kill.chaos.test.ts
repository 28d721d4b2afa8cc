import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiClient } from '../../cli/api-client.ts';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { quietPeople } from '../support/cloud.ts';
import { audienceOf, createSender, type Draft, draft } from './support/campaign.ts';
import { analyticsOf, lastBooksOf, mailsOf, recount, rowsOf, statusOf, tableAt } from './support/evidence.ts';
import { begin, type Death, type Life } from './support/life.ts';
import { judge } from './support/oracle.ts';
import { between, randomOf } from './support/random.ts';
import { amount, seed } from './support/settings.ts';
import { snapshotOf } from './support/snapshot.ts';
import { tell } from './support/tell.ts';

const { contacts, kills } = amount.killed;
/** SDK calls that the campaign makes for each contact, measured; a life that was cut short repeats some of them. */
const callsPerContact = 20;

const steps: readonly Step[] = [
  anEmail('first', 'w1'),
  aWait('w1', 'second', 2),
  anEmail('second', 'w2'),
  aWait('w2', 'tag', 1),
  { id: 'tag', kind: 'action', action: { type: 'add_tag', tag: 'walked' }, next: null },
];

/** Random moments over the whole campaign, of the planning as of the last event. */
function deaths(random: () => number): readonly Death[] {
  const longest = (2 * contacts * callsPerContact * 0.9) / kills;
  return Array.from({ length: kills }, () => ({ calls: between(random, 1, longest), executed: random() < 0.5 }));
}

describe(`a campaign of ${contacts} contacts whose cloud is killed ${kills} times (seed ${seed})`, () => {
  let dataDir: string;
  let assemblyDir: string;
  let life: Life;
  let api: ApiClient;
  let drafted: Draft;
  let place: { url: string; gatewayUrl: string; tableName: string; tenantId: string };

  const control = async (path: string, body: object): Promise<void> => {
    const { status } = await fetch(`${place.url}/_local/${path}`, { method: 'POST', body: JSON.stringify(body) });
    expect(status).toBe(200);
  };
  const enter = async (): Promise<boolean> => {
    const ready = await life.ready;
    if (!ready) return false;
    place = ready;
    api = new ApiClient(ready.url, ready.apiKey);
    return true;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'penguinmails-kill-'));
    assemblyDir = await snapshotOf(dataDir);
    life = begin({ dataDir, assemblyDir, clock: 'real' });
    expect(await enter()).toBe(true);
    await control('people', quietPeople);
    await createSender(api);
    drafted = await draft(api, 'Killed', steps, audienceOf('killed', contacts));
  });
  afterAll(async () => {
    await life.end();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** True when the campaign is completed, false when the cloud died before. */
  async function lived(): Promise<boolean> {
    if (!(await enter())) return false;
    while (!life.isOver()) {
      const status = await statusOf(api, drafted.campaignId).catch(() => 'unknown');
      if (status === 'completed') return true;
      await Promise.race([life.over, pause(250)]);
    }
    return false;
  }

  it('completes by itself after the last start', async () => {
    const ahead = [...deaths(randomOf(seed))];
    await api.send('POST', `/api/campaigns/${drafted.campaignId}/launch`, {}, z.object({ success: z.literal(true) }));
    const began = performance.now();
    const first = ahead.shift();
    if (first) life.die(first);
    await control('clock', { mode: 'skip' }).catch(() => undefined);
    let died = 0;
    while (!(await lived())) {
      expect(await life.over).toBe('SIGKILL');
      died += 1;
      tell(`death ${died} at ${((performance.now() - began) / 1000).toFixed(0)} s`);
      life = begin({ dataDir, assemblyDir, clock: 'skip' }, ahead.shift());
    }
    tell(`Killed ${died} times, completed after ${((performance.now() - began) / 1000).toFixed(0)} s`);
    expect(died).toBe(kills);
  });

  it('sent each contact each mail exactly once, and its counters and books say so', async () => {
    await recount(api, drafted.campaignId);
    await control('clock', { advanceBy: 'PT1M' });
    const { tenantId, url, gatewayUrl, tableName } = place;
    const { campaignId, contactIds } = drafted;
    const rows = await rowsOf(tableAt(gatewayUrl, tableName), tenantId, [...contactIds.values()]);
    const mails = await mailsOf(url, campaignId);
    const { overall } = await analyticsOf(api, campaignId);
    const books = await lastBooksOf(api, campaignId);
    const expected = [...contactIds.values()].map((contactId) => ({
      ...{ contactId, steps: ['first', 'second'], exitReason: null, stoppedAt: null },
    }));
    const status = await statusOf(api, campaignId);
    const counted = overall.emailsSent;
    expect(judge({ status, contacts: expected, rows, mails, silences: [], books, counted })).toEqual([]);
    expect(mails).toHaveLength(2 * contacts);
    expect(overall).toMatchObject({ emailsSent: 2 * contacts, emailsDelivered: 2 * contacts });
    expect(books.enrollments).toEqual({ completed: contacts });
  });
});
