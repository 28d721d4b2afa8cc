import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FaultInput } from '../../local/faults/rules.ts';
import type { Books } from '../../src/contracts/analytics.ts';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { audienceOf, draft } from './support/campaign.ts';
import { startChaosCloud } from './support/chaos-cloud.ts';
import { analyticsOf, lastBooksOf, recount, rowsOf, statusOf } from './support/evidence.ts';
import { amount, seed } from './support/settings.ts';
import { tell } from './support/tell.ts';

const contacts = amount.repeated;
const hour = 3_600_000;
const link = '<p><a href="https://shop.example/">Shop</a> <a href="{{unsubscribeUrl}}">Leave</a> {{postalAddress}}</p>';
const steps: readonly Step[] = [
  anEmail('first', 'wait', { html: link }),
  aWait('wait', 'second', 2),
  anEmail('second', null, { html: link }),
];

/** People who do a lot, so that there are events of every kind; the same seed does the same. */
const lively = {
  seed,
  default: {
    open: 0.8,
    clickGivenOpen: 0.6,
    replyGivenOpen: 0.1,
    unsubscribeGivenOpen: 0.05,
    bounceHard: 0.05,
    complain: 0.02,
  },
};

const deliver = { service: 'events', action: 'deliver', kind: 'shuffle' } as const;
/** Each event once to five times, in an order of its own. */
const disorder: FaultInput = {
  seed,
  rules: [
    { ...deliver, copies: 4, probability: 0.4 },
    { ...deliver, copies: 2, probability: 0.5 },
    { ...deliver, copies: 1, probability: 0.5 },
    deliver,
  ],
};

/** What a campaign came to, without what differs between any two runs: ids and instants. */
async function outcomeOf(faults: FaultInput) {
  const chaos = await startChaosCloud();
  try {
    const { api, cloud, tenantId, table } = chaos;
    await chaos.control('people', lively);
    const { campaignId, contactIds } = await draft(api, 'Events', steps, audienceOf('events', contacts));
    cloud.faults.set(faults);
    await api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, z.object({ success: z.literal(true) }));
    await chaos.skip(12 * 24 * hour);
    await recount(api, campaignId);
    await chaos.skip(hour);
    const addressOf = new Map([...contactIds].map(([address, id]) => [id, address]));
    const rows = await rowsOf(table, tenantId, [...addressOf.keys()]);
    const messages = rows.map(({ contactId, stepId, status, reason, bounceType, flags, links }) => ({
      mail: `${stepId} to ${addressOf.get(contactId)}`,
      ...{ status, reason, bounceType },
      seen: Object.entries(flags).flatMap(([flag, at]) => (at === null ? [] : flag)),
      clicked: Object.keys(links).map(nameOf).sort(),
    }));
    const { overall, byStep } = await analyticsOf(api, campaignId);
    const books = await lastBooksOf(api, campaignId);
    const hits = cloud.faults.report().rules.reduce((sum, rule) => sum + rule.hits, 0);
    const status = await statusOf(api, campaignId);
    return { end: { status, overall, byStep, books: sums(books), messages: sorted(messages) }, books, hits };
  } finally {
    await chaos.close();
  }
}

/** The token of an unsubscribe link names tenant and contact, and its port the cloud. */
const nameOf = (link: string): string => link.replace(/^http:.*\/u\/.*$/, 'unsubscribe');

const sums = ({ enrollments, steps: byStep }: Books) => ({ enrollments, byStep });

const sorted = <T extends { readonly mail: string }>(messages: readonly T[]): T[] =>
  [...messages].sort((one, other) => one.mail.localeCompare(other.mail));

describe(`the events of ${contacts} lively people (seed ${seed})`, () => {
  it('lead to the same end when each comes up to five times, in random order', async () => {
    const once = await outcomeOf({ rules: [] });
    const often = await outcomeOf(disorder);
    tell(`${often.hits} events were repeated and shuffled; ${JSON.stringify(once.end.overall)}`);
    expect(often.hits).toBeGreaterThan(4 * contacts);
    expect(often.end).toEqual(once.end);
    for (const { books } of [once, often]) expect(books).toMatchObject({ balanced: true, settled: true, drift: [] });
    for (const counter of ['uniqueOpens', 'uniqueClicks', 'replies', 'emailsBounced', 'unsubscribes'] as const)
      expect(once.end.overall[counter], counter).toBeGreaterThan(0);
  });
});
