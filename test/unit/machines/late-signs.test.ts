import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packSightings, readSightings } from '../../../src/adapters/dynamo/sighting-codec.ts';
import type { CounterName } from '../../../src/contracts/analytics.ts';
import type { Message } from '../../../src/contracts/message.ts';
import { applyEvent } from '../../../src/domain/analytics/apply-event.ts';
import { closeBooks, newTally, tallyMessage } from '../../../src/domain/analytics/books.ts';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { type CrowdClick, crowdIn } from '../../../src/domain/machines/crowd.ts';
import { aMessage } from '../../support/builders.ts';

const ref = { tenantId: 'ten_1', contactId: 'con_1', sendId: 'x' };
const startMs = Date.parse('2026-11-25T09:00:00Z');
const instant = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString();

const event = (type: TrackingEvent['type'], seconds: number, over: Partial<TrackingEvent> = {}): TrackingEvent => ({
  ref,
  type,
  id: `${type}-${seconds}-${over.link ?? ''}`,
  at: instant(seconds),
  sesMessageId: 'ses-1',
  ...over,
});
const click = (seconds: number, link: string, by: Partial<TrackingEvent['by']> = {}): TrackingEvent =>
  event('clicked', seconds, { link, by: { ip: 'ip', agent: 'agent', reasons: [], ...by } });
const trap = (seconds: number, by: Partial<TrackingEvent['by']> = {}): TrackingEvent =>
  click(seconds, 'trap', { reasons: ['honeypot'], ...by });

const planned = aMessage('s', { status: 'claimed', sentAt: null, sesMessageId: null });

function applyAll(events: readonly TrackingEvent[]) {
  let message: Message = planned;
  const counts: Partial<Record<CounterName, number>> = {};
  const byDay: Record<string, number> = {};
  for (const one of events) {
    const applied = applyEvent(message, one);
    message = applied.message;
    for (const { counter, at, by } of applied.counts) {
      counts[counter] = (counts[counter] ?? 0) + by;
      const day = `${at.slice(0, 10)} ${counter}`;
      byDay[day] = (byDay[day] ?? 0) + by;
    }
  }
  const kept = Object.fromEntries(Object.entries(byDay).filter(([, n]) => n !== 0));
  return { message: { ...message, events: message.events.toSorted() }, counts, byDay: kept };
}

describe('signs that come late', () => {
  const delivered = [event('sent', -5), event('delivered', 0)];

  it('a hidden link makes the earlier clicks of the mail a machine’s, and takes their counts back', () => {
    const before = applyAll([...delivered, click(600, 'a'), click(640, 'b')]);
    expect(before.counts).toMatchObject({ uniqueClicks: 1, totalClicks: 2 });
    const after = applyAll([...delivered, click(600, 'a'), click(640, 'b'), trap(660)]);
    expect(after.counts).toMatchObject({ uniqueClicks: 0, totalClicks: 0, machineClicks: 3 });
    expect(after.message.flags).toMatchObject({ clicked: null, machineClicked: instant(600) });
    expect(after.message.links).toEqual({});
    expect(after.message.seen.map(({ reasons }) => reasons)).toEqual([['companion'], ['companion'], ['honeypot']]);
  });

  it('a third link within three seconds turns the first two, and the open beside them', () => {
    const open = event('opened', 99, { by: { ip: 'ip', agent: 'agent', reasons: [] } });
    const two = [...delivered, open, click(100, 'a'), click(101.5, 'b')];
    expect(applyAll(two).counts).toMatchObject({ uniqueOpens: 1, uniqueClicks: 1, totalClicks: 2 });
    expect(applyAll([...two, click(103, 'c')]).counts).toMatchObject({
      uniqueOpens: 0,
      totalOpens: 0,
      machineOpens: 1,
      uniqueClicks: 0,
      machineClicks: 3,
    });
    expect(applyAll([...two, click(103.1, 'c')]).counts).toMatchObject({ uniqueClicks: 1, totalClicks: 3 });
  });

  it('the reader who comes later, from elsewhere, stays a person', () => {
    const reader = { ip: 'home', agent: 'phone' };
    const { message, counts } = applyAll([...delivered, click(5, 'a'), trap(6), click(300, 'b', reader)]);
    expect(counts).toMatchObject({ uniqueClicks: 1, totalClicks: 1, machineClicks: 2 });
    expect(message.links).toEqual({ b: instant(300) });
  });

  it('a delivery that is told of late shows that a click came too early', () => {
    const early = [event('sent', -5), click(1.9, 'a')];
    expect(applyAll(early).counts).toMatchObject({ uniqueClicks: 1 });
    expect(applyAll([...early, event('delivered', 0)]).counts).toMatchObject({ uniqueClicks: 0, machineClicks: 1 });
    expect(applyAll([...early, event('delivered', -0.1)]).counts).toMatchObject({ uniqueClicks: 1, totalClicks: 1 });
  });

  it('a crowd counts alike, whether it becomes known before the click or after it', () => {
    const one = click(50, 'a');
    const crowded = event('crowded', 50, { id: `crowd-${one.id}`, sightingId: one.id });
    const orders = [
      [...delivered, one, crowded],
      [...delivered, crowded, one],
    ].map((order) => applyAll(order));
    for (const { message, counts } of orders) {
      expect(counts).toMatchObject({ machineClicks: 1 });
      expect(counts.totalClicks ?? 0).toBe(0);
      expect(message.seen[0]?.reasons).toEqual(['crowd']);
    }
  });

  const moment = fc.integer({ min: -30, max: 3 * 86_400 });
  const onlooker = fc.record({
    ip: fc.constantFrom('office', 'home', null),
    agent: fc.constantFrom('browser', 'scanner'),
    reasons: fc.constantFrom([], [], [], ['honeypot'] as const, ['script'] as const, ['no_agent'] as const),
  });
  const happening = fc.oneof(
    fc.tuple(moment, onlooker).map(([at, by]) => event('opened', at, { by })),
    fc
      .tuple(moment, fc.constantFrom('a', 'b', 'c'), onlooker)
      .map(([at, link, by]) => event('clicked', at, { link, by })),
    fc.constant(event('delivered', 0)),
  );
  const distinct = fc.uniqueArray(happening, { selector: ({ id }) => id, minLength: 1, maxLength: 12 });

  it('end in the same mail and the same counts of every day, whatever the order and the copies', () => {
    fc.assert(
      fc.property(
        distinct.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        ([all, mixed]) => {
          const expected = applyAll(all);
          const { message, byDay } = applyAll(mixed);
          // The first event to come proves the send, on its own day.
          const figures = (days: Record<string, number>) =>
            Object.entries(days)
              .filter(([name]) => !name.endsWith('emailsSent'))
              .toSorted();
          expect(figures(byDay)).toEqual(figures(expected.byDay));
          expect(message).toEqual(expected.message);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leave counters that a count of the rows finds right', () => {
    fc.assert(
      fc.property(distinct, (events) => {
        const { message, counts } = applyAll(events);
        const tally = tallyMessage(newTally({}), message);
        expect(closeBooks(tally, { s: addCounters(counts) }, instant(0)).drift).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('come back from the table as they were written', () => {
    fc.assert(
      fc.property(distinct, (events) => {
        const { seen } = applyAll(events).message;
        expect(readSightings(packSightings(seen) ?? {})).toEqual(seen);
      }),
    );
  });
});

describe('a crowd', () => {
  const clickOf = (n: number, seconds: number): CrowdClick => ({
    contactId: `con_${n}`,
    sendId: `send_${n}`,
    sightingId: `click_${n}_${seconds}`,
    at: instant(seconds),
  });
  const spread = (count: number, over: number): CrowdClick[] =>
    Array.from({ length: count }, (_, n) => clickOf(n, (n * over) / (count - 1)));

  it('is 20 people within 60 seconds, all of them', () => {
    expect(crowdIn(spread(20, 60)).size).toBe(20);
    expect(crowdIn(spread(19, 60)).size).toBe(0);
    expect(crowdIn(spread(20, 61)).size).toBe(0);
  });

  it('is no number of clicks of fewer people', () => {
    expect(crowdIn(Array.from({ length: 100 }, (_, n) => clickOf(n % 19, n / 10))).size).toBe(0);
  });

  it('leaves out who clicked at another time', () => {
    const lone = clickOf(99, 500);
    expect(crowdIn([...spread(25, 30), lone]).has(lone)).toBe(false);
  });
});
