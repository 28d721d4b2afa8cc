import { expect } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from './builders.ts';
import { dayMs } from './calendar.ts';
import { aDraft, booksOf, statusOf } from './campaigns.ts';
import type { TestCloud } from './cloud.ts';

const Created = z.object({ id: z.string() });
const Launched = z.object({ success: z.literal(true) });
const Page = z.object({ items: z.array(z.object({ contactId: z.string() })), nextCursor: z.string().nullable() });
const Log = z.object({ timeline: z.array(z.object({ at: z.string(), what: z.string() })) });

const atOnce = 20;

async function inBatches<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += atOnce)
    done.push(...(await Promise.all(all.slice(from, from + atOnce).map(work))));
  return done;
}

const steps = (name: string) => [
  anEmail(`${name}1`, `${name}w`),
  aWait(`${name}w`, `${name}2`, 1),
  anEmail(`${name}2`, null),
];

interface Span {
  readonly from: string;
  readonly to: string;
}

/** When an enrollment ran: from its begin or the end of a hold to the next hold or its end. */
function activeSpans({ timeline }: z.infer<typeof Log>): readonly Span[] {
  const spans: Span[] = [];
  let since: string | undefined;
  for (const { at, what } of timeline) {
    if (what === 'enrolled' || what === 'resumed') since = at;
    if (what !== 'held' && what !== 'completed') continue;
    if (since !== undefined && since < at) spans.push({ from: since, to: at });
    since = undefined;
  }
  expect(since).toBeUndefined();
  return spans;
}

/** Two campaigns of different priority for the same people, under an organization's limit of a mail a day. */
export class Rivals {
  readonly cloud: TestCloud;
  readonly people: number;
  private ids: { readonly low: string; readonly high: string } = { low: '', high: '' };
  private contactIds: readonly string[] = [];

  constructor(cloud: TestCloud, people: number) {
    this.cloud = cloud;
    this.people = people;
  }

  private async activeIn(campaignId: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let cursor: string | null = null;
    do {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const path = `/api/campaigns/${campaignId}/enrollments?status=active&limit=100${query}`;
      const page = await this.cloud.api.get(path, Page);
      for (const { contactId } of page.items) found.add(contactId);
      cursor = page.nextCursor;
    } while (cursor);
    return found;
  }

  private async arrange(): Promise<void> {
    const { api } = this.cloud;
    const attention = { mails: 1, hours: 24 };
    await api.send('PATCH', '/api/settings', { attention }, z.looseObject({}));
    const shared = {
      exclusions: { inOtherCampaign: 'pause_lower_priority' },
      fromEmail: 'news@penguin.example',
      fromName: 'Penguin News',
      campaignType: 'drip',
    };
    const low = await aDraft(api, steps('low'), [], { ...shared, priority: 10 });
    const emails = Array.from({ length: this.people }, (_, i) => `p${i}@both.example`);
    this.contactIds = await inBatches(
      emails,
      async (email) => (await api.send('POST', '/api/contacts', { email }, Created)).id,
    );
    for (let from = 0; from < this.people; from += 100) {
      const members = { contactIds: this.contactIds.slice(from, from + 100) };
      await api.send('POST', `/api/segments/${low.segmentId}/members`, members, z.unknown());
    }
    const settings = { name: 'High', segmentId: low.segmentId, ...shared, priority: 90 };
    const high = await api.send('POST', '/api/campaigns', settings, Created);
    await api.send('PUT', `/api/campaigns/${high.id}/steps`, { steps: steps('high') }, z.unknown());
    this.ids = { low: low.campaignId, high: high.id };
  }

  /** Launches both at once and goes on for some days, looking twice a day who is active. */
  private async run(days: number): Promise<void> {
    const { low, high } = this.ids;
    await Promise.all(
      [low, high].map((id) => this.cloud.api.send('POST', `/api/campaigns/${id}/launch`, {}, Launched)),
    );
    for (let half = 0; half < days * 2; half++) {
      await this.cloud.advanceBy('PT12H');
      // Two lists are read one after the other, so nobody may be moving meanwhile.
      const [one, other] = await Promise.all([this.activeIn(low), this.activeIn(high)]);
      expect([...one].filter((id) => other.has(id))).toEqual([]);
    }
  }

  /** By the timelines of both enrollments of everybody: the times in which they ran do not overlap, at any moment. */
  private async expectNeverInBoth(): Promise<void> {
    const { low, high } = this.ids;
    const overlaps = await inBatches(this.contactIds, async (contactId) => {
      const logs = await Promise.all(
        [low, high].map((id) => this.cloud.api.get(`/api/campaigns/${id}/enrollments/${contactId}`, Log)),
      );
      const spans = logs.flatMap(activeSpans).toSorted((a, b) => (a.from < b.from ? -1 : 1));
      expect(spans.length).toBeGreaterThanOrEqual(2);
      return spans.filter((span, i) => i > 0 && span.from < (spans[i - 1]?.to ?? '')).length;
    });
    expect(overlaps.filter((n) => n > 0)).toEqual([]);
  }

  /** Four mails for everybody, no two of them within a day. */
  private async expectADayBetweenMails(): Promise<void> {
    const outbound = (await this.cloud.allMails()).filter(
      ({ direction, to }) => direction === 'outbound' && /^p\d+@/.test(String(to)),
    );
    const mails = Map.groupBy(outbound, (mail) => String(mail.to));
    expect(mails.size).toBe(this.people);
    for (const mine of mails.values()) {
      const times = mine.map((mail) => Date.parse(mail.at)).toSorted((a, b) => a - b);
      expect(times).toHaveLength(4);
      for (const [i, at] of times.slice(1).entries()) expect(at - (times[i] ?? 0)).toBeGreaterThanOrEqual(dayMs);
    }
  }

  private async expectBothFinished(): Promise<void> {
    for (const id of [this.ids.low, this.ids.high]) {
      expect(await booksOf(this.cloud, id)).toMatchObject({
        balanced: true,
        settled: true,
        enrollments: { completed: this.people },
      });
      expect(await statusOf(this.cloud.api, id)).toBe('completed');
    }
  }

  /** Launches both over their people, and looks at everything that must hold at every moment and in the end. */
  async playOut(): Promise<void> {
    await this.arrange();
    await this.run(9);
    await this.expectNeverInBoth();
    await this.expectADayBetweenMails();
    await this.expectBothFinished();
  }
}
