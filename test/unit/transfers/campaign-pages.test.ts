import { describe, expect, it } from 'vitest';
import { type CampaignPageDeps, campaignPages } from '../../../src/usecases/transfers/campaign-export-pages.ts';
import { aCampaign, aContact, aMessage, anEnrollment, aSequence } from '../../support/builders.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };
const shards = 3;
/** Shard 1 is empty; a page holds two. */
const people = [['a', 'b', 'c', 'd', 'e'], [], ['f']].map((ids) => ids.map((id) => `con_${id}`));
const sequence = aSequence();

const deps: CampaignPageDeps = {
  campaigns: {
    get: async (_, id) => (id === 'cmp_1' ? aCampaign({ shards }) : undefined),
    getDraft: async () => sequence,
    getVersion: async () => undefined,
  },
  journeys: {
    pageEnrollments: async (_, __, shard, ___, from) => {
      const start = Number(from?.split(':')[1] ?? 0);
      const ids = people[shard] ?? [];
      const items = ids.slice(start, start + 2).map((contactId) => anEnrollment(sequence, { contactId }));
      return { items, next: start + 2 < ids.length ? `at:${start + 2}` : null };
    },
    messagesOf: async (_, contactId) => [
      aMessage('s', { contactId, sendId: `${contactId}.s` }),
      aMessage('s', { contactId, sendId: `${contactId}.again`, entry: 2 }),
      aMessage('s', { contactId, sendId: `${contactId}.other`, campaignId: 'cmp_2' }),
    ],
  },
  contacts: {
    getMany: async (_, ids) =>
      ids.filter((id) => id !== 'con_c').map((id) => aContact({ id, email: `${id.slice(4)}@a.example` })),
  },
  segments: { get: async () => undefined },
  stats: { read: async () => [], getBooks: async () => undefined, getReport: async () => undefined },
};

const job = (position: string | null, over: object = {}) => ({
  what: 'messages' as const,
  campaignId: 'cmp_1',
  position,
  ...over,
});
const pagesFrom = (position: string | null) => Array.fromAsync(campaignPages(deps, scope, job(position)));

describe('the mails of a campaign for a file', () => {
  it('are those of its own enrollments, shard by shard, with the address of whoever is still there', async () => {
    const records = (await pagesFrom(null)).flatMap((page) => page.records);
    expect(records.map(({ sendId, email }) => [sendId, email])).toEqual([
      ['con_a.s', 'a@a.example'],
      ['con_b.s', 'b@a.example'],
      ['con_c.s', null],
      ['con_d.s', 'd@a.example'],
      ['con_e.s', 'e@a.example'],
      ['con_f.s', 'f@a.example'],
    ]);
  });

  it('go on behind any page as if nothing had come between', async () => {
    const all = await pagesFrom(null);
    expect(all.at(-1)?.next).toBeNull();
    for (const [i, { next }] of all.slice(0, -1).entries()) expect(await pagesFrom(next)).toEqual(all.slice(i + 1));
  });

  it('are none of a campaign that is gone', async () => {
    const gone = await Array.fromAsync(campaignPages(deps, scope, job(null, { campaignId: 'cmp_none' })));
    expect(gone).toEqual([{ records: [], next: null }]);
  });
});
