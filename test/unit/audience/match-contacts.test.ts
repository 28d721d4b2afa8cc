import { describe, expect, it } from 'vitest';
import type { ContactEvent } from '../../../src/contracts/event.ts';
import { matchContacts } from '../../../src/usecases/audience/match-contacts.ts';
import { aContact, at } from '../../support/builders.ts';

const scope = { tenantId: 'ten_1', principal: 'test' };
const now = at('2026-11-25T09:00Z');

const order = (contactId: string): ContactEvent => ({
  id: `evt_${contactId}`,
  contactId,
  name: 'order.completed',
  at: at('2026-11-20'),
  properties: {},
  receivedAt: at('2026-11-20'),
});

function eventsOf(buyers: readonly string[]) {
  const asked: string[] = [];
  return {
    asked,
    deps: {
      events: {
        recent: async (_: unknown, contactId: string) => {
          asked.push(contactId);
          return buyers.includes(contactId) ? [order(contactId)] : [];
        },
      },
    },
  };
}

describe('matching contacts', () => {
  const rule = {
    all: [{ contact: { field: 'companySize', op: 'gt', value: 100 } }, { event: { name: 'order.completed' } }],
  } as const;
  const sized = (id: string, companySize: number) => aContact({ id, companySize });
  const contacts = [sized('a', 500), sized('b', 5), sized('c', 500), sized('d', 5)];

  it('reads events only of contacts for whom the other facts leave it open, and keeps the order', async () => {
    const { asked, deps } = eventsOf(['c', 'd']);
    const found = await matchContacts(deps, scope, JSON.parse(JSON.stringify(rule)), 'seg_1', now)(contacts);
    expect(found.map(({ contact, matches }) => [contact.id, matches])).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
      ['d', false],
    ]);
    expect(asked).toEqual(['a', 'c']);
    expect(found[2]?.because()).toBe(
      'companySize is 500, greater than 100 and the event "order.completed" happened 1 time',
    );
  });

  it('draws the same contacts for a percentage every time, and others in another segment', async () => {
    const { deps } = eventsOf([]);
    const many = Array.from({ length: 400 }, (_, i) => aContact({ id: `con_${i}` }));
    const drawn = async (key: string) =>
      (await matchContacts(deps, scope, { percent: 30 }, key, now)(many))
        .filter(({ matches }) => matches)
        .map(({ contact }) => contact.id);
    const first = await drawn('seg_1');
    expect(await drawn('seg_1')).toEqual(first);
    expect(await drawn('seg_2')).not.toEqual(first);
    expect(first.length).toBeGreaterThan(80);
    expect(first.length).toBeLessThan(160);
  });
});
