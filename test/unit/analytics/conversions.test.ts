import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactEvent } from '../../../src/contracts/event.ts';
import { CampaignGoal } from '../../../src/contracts/goal.ts';
import type { HoldoutMark } from '../../../src/contracts/holdout.ts';
import { type Message, noFlags } from '../../../src/contracts/message.ts';
import type { Notice } from '../../../src/contracts/webhook.ts';
import { attribute } from '../../../src/domain/analytics/attribution.ts';
import { closeBooks, newTally, tallyMessage } from '../../../src/domain/analytics/books.ts';
import { addCounters, metricsOfRows } from '../../../src/domain/analytics/metrics.ts';
import { addMills, millsOf, revenueOf } from '../../../src/domain/analytics/mills.ts';
import { isGoal, worthOf } from '../../../src/domain/campaign/goal.ts';
import { noteConversions } from '../../../src/usecases/events/note-conversions.ts';
import type { Conversion } from '../../../src/usecases/ports/holdout-store.ts';
import type { Journey } from '../../../src/usecases/ports/journey-store.ts';
import { aCampaign, aContact, aMessage, anEnrollment, aSequence, at } from '../../support/builders.ts';

const day = (n: number): string => at(`2026-11-${String(n).padStart(2, '0')}T09:00:00Z`);
const mail = (id: string, flags: Partial<Message['flags']>, links: Message['links'] = {}): Message =>
  aMessage(id, { flags: { ...noFlags, ...flags }, links });
const laidTo = (messages: readonly Message[], windowDays = 30) => {
  const found = attribute(messages, day(28), windowDays);
  return found && [found.message.stepId, found.basis];
};

describe('a goal', () => {
  it('is laid to the mail clicked last, even where another was opened or came later', () => {
    const clicked = mail('a', { delivered: day(1), opened: day(2), clicked: day(20) });
    const again = mail('b', { delivered: day(5), clicked: day(6) }, { 'https://x.example': day(21) });
    const opened = mail('c', { delivered: day(22), opened: day(23) });
    expect(laidTo([clicked, opened])).toEqual(['a', 'clicked']);
    expect(laidTo([clicked, again, opened])).toEqual(['b', 'clicked']);
  });

  it('is laid to the mail opened last where none was clicked, and else to the one delivered last', () => {
    const first = mail('a', { delivered: day(1), opened: day(20) });
    const second = mail('b', { delivered: day(3), opened: day(4) });
    const third = mail('c', { delivered: day(5) });
    expect(laidTo([first, second, third])).toEqual(['a', 'opened']);
    expect(laidTo([third, mail('d', { delivered: day(4) })])).toEqual(['c', 'delivered']);
  });

  it('is laid to no mail by what machines did, by what came later, or too long before', () => {
    const machine = { delivered: day(2), machineOpened: day(2), machineClicked: day(27) };
    expect(laidTo([mail('a', machine, { 'https://x.example': day(27) })])).toEqual(['a', 'delivered']);
    expect(laidTo([mail('a', { delivered: day(29), clicked: day(30) })])).toBeUndefined();
    expect(laidTo([mail('a', { delivered: day(27) })], 1)).toEqual(['a', 'delivered']);
    expect(laidTo([mail('a', { delivered: day(26) })], 1)).toBeUndefined();
    expect(laidTo([mail('a', { bounced: day(27) })])).toBeUndefined();
  });

  it('is laid to the same mail in whatever order the mails are read', () => {
    const instant = fc.option(fc.integer({ min: 1, max: 30 }).map(day), { nil: null });
    const flags = fc.record({ delivered: instant, opened: instant, clicked: instant });
    fc.assert(
      fc.property(fc.array(flags, { maxLength: 5 }), (all) => {
        const mails = all.map((one, i) => mail(`s${i}`, one));
        const times = (found: ReturnType<typeof attribute>) => found && [found.basis, found.message.flags[found.basis]];
        const there = attribute(mails, day(28), 30);
        expect(times(attribute(mails.toReversed(), day(28), 30))).toEqual(times(there));
        const anyClick = mails.some(({ flags: { clicked } }) => clicked !== null && clicked <= day(28));
        expect(there?.basis === 'clicked').toBe(anyClick);
      }),
    );
  });
});

describe('what a goal is worth', () => {
  const goal = CampaignGoal.parse({ event: 'order.completed', valueProperty: 'order.total' });
  const worth = (properties: ContactEvent['properties']) => worthOf(goal, { name: 'x', at: day(1), properties });

  it.each([
    [{ order: { total: 19.9, currency: 'eur' } }, { EUR: 19_900 }],
    [{ order: { total: '19.90' }, currency: 'USD' }, { USD: 19_900 }],
    [{ order: { total: 0.1 + 0.2 } }, { XXX: 300 }],
    [{ order: { total: 2.125, currency: 'KWD' } }, { KWD: 2_125 }],
    [{ 'order.total': 5 }, { XXX: 5_000 }],
    [{ order: { total: 5, currency: 'euros' } }, { XXX: 5_000 }],
  ])('is read from %o as %o', (properties, mills) => {
    expect(worth(properties)).toEqual(mills);
  });

  it.each([0, -5, '1e9', '12 EUR', null, true, 1e12, '9999999999999', Number.MAX_VALUE])(
    'is nothing where it says %s',
    (total) => {
      expect(worth({ order: { total } })).toEqual({});
    },
  );

  it('adds up exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99_999 })), (cents) => {
        const sum = addMills(...cents.map((n) => ({ EUR: millsOf(n / 100) })));
        expect(revenueOf(sum)['EUR'] ?? 0).toBe(cents.reduce((all, n) => all + n, 0) / 100);
      }),
    );
    expect(revenueOf({ USD: 10_000, EUR: 1 }, 3)).toEqual({ EUR: 0, USD: 3.333 });
  });

  it('is asked only of events that fit', () => {
    const where = [{ property: 'plan', op: 'eq' as const, value: 'pro' }];
    const event = { name: 'order.completed', at: day(1), properties: { plan: 'pro' } };
    expect(isGoal({ ...goal, where }, event)).toBe(true);
    expect(isGoal({ ...goal, where }, { ...event, properties: {} })).toBe(false);
    expect(isGoal(goal, { ...event, name: 'order.started' })).toBe(false);
  });
});

describe('conversions', () => {
  it('are proven by the rows of the mails, as the night’s count finds', () => {
    const tally = tallyMessage(newTally({}), aMessage('a', { conversions: 2 }));
    expect(closeBooks(tally, { a: addCounters({ conversions: 2 }) }, day(1)).drift).toEqual([]);
    expect(closeBooks(tally, {}, day(1)).drift).toMatchObject([{ counter: 'conversions', counted: 0, rows: 2 }]);
  });

  it('show with their revenue, which machines’ answers do not raise the reply rate of', () => {
    const rows = [
      { counters: addCounters({ emailsDelivered: 10, conversions: 1, autoReplied: 4 }), mills: { EUR: 1_500 } },
      { counters: addCounters({ emailsDelivered: 10, replies: 1 }), mills: { EUR: 500, USD: 10 } },
    ];
    expect(metricsOfRows(rows)).toMatchObject({
      conversions: 1,
      revenue: { EUR: 2, USD: 0.01 },
      autoReplied: 4,
      replyRate: 5,
    });
  });
});

describe('counting a goal', () => {
  const sequence = aSequence();
  const event: ContactEvent = {
    id: 'evt_1',
    contactId: 'con_1',
    name: 'order.completed',
    at: day(28),
    properties: {},
    receivedAt: day(28),
  };
  const goal = CampaignGoal.parse({ event: 'order.completed', windowDays: 10 });
  const aJourney = (over: Partial<Journey> = {}): Journey => ({
    contact: aContact(),
    enrollments: [anEnrollment(sequence)],
    messages: [mail('a', { delivered: day(26) })],
    effects: [],
    gateRev: null,
    holdouts: [],
    ...over,
  });
  const told: Notice[] = [];
  async function count(journey: Journey, over: object = {}, outcomes: ('changed' | 'recorded')[] = []) {
    const recorded: Conversion[] = [];
    told.length = 0;
    const deps = {
      tell: async (_: unknown, notices: readonly Notice[]) => void told.push(...notices),
      campaigns: { get: async () => aCampaign({ goal, holdoutPercent: 10, ...over }) },
      journeys: { load: async () => journey },
      holdouts: {
        record: async (_: unknown, conversion: Conversion) => {
          recorded.push(conversion);
          return outcomes.shift() ?? ('recorded' as const);
        },
      },
    };
    await noteConversions(deps, { tenantId: 'ten_1', principal: 'system' }, journey, event);
    return recorded;
  }

  it('is for the mail and for the side of the contact, which reaches it once', async () => {
    expect(await count(aJourney())).toMatchObject([
      { laidTo: { day: '2026-11-28', basis: 'delivered' }, group: 'campaign', reached: { goalAt: event.at } },
    ]);
    const mark: HoldoutMark = {
      campaignId: 'cmp_1',
      group: 'campaign',
      enteredAt: day(25),
      startedBy: null,
      goalAt: day(26),
    };
    expect(await count(aJourney({ holdouts: [mark] }))).toMatchObject([{ group: 'campaign', reached: null }]);
    const heldOut: HoldoutMark = { ...mark, group: 'holdout', goalAt: null };
    expect(await count(aJourney({ enrollments: [], messages: [], holdouts: [heldOut] }))).toMatchObject([
      { laidTo: null, group: 'holdout', reached: { group: 'holdout', goalAt: event.at } },
    ]);
  });

  it('is for no side once its window since the entry is over, nor where nobody is held out', async () => {
    const late = anEnrollment(sequence, { enrolledAt: day(10) });
    expect(await count(aJourney({ enrollments: [late] }))).toMatchObject([{ group: null, reached: null }]);
    expect(await count(aJourney({ enrollments: [late], messages: [] }))).toEqual([]);
    expect(await count(aJourney(), { holdoutPercent: 0 })).toMatchObject([{ group: null }]);
  });

  it('is told of once, with its mail and its worth, and not where it only counts for the comparison', async () => {
    await count(aJourney(), { goal: { ...goal, valueProperty: 'total' } }, ['changed']);
    expect(told).toMatchObject([
      { type: 'goal.reached', at: event.at, data: { campaignId: 'cmp_1', eventId: event.id, basis: 'delivered' } },
    ]);
    await count(aJourney({ messages: [] }));
    expect(told).toEqual([]);
  });

  it('is tried again where the mail changed meanwhile, and not for campaigns without that goal', async () => {
    expect(await count(aJourney(), {}, ['changed', 'changed'])).toHaveLength(3);
    expect(await count(aJourney(), { goal: null })).toEqual([]);
    await expect(
      count(
        aJourney(),
        {},
        Array.from({ length: 9 }, () => 'changed'),
      ),
    ).rejects.toThrow('too often');
  });
});
