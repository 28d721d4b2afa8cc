import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CounterName } from '../../../src/contracts/analytics.ts';
import { type Message, noFlags } from '../../../src/contracts/message.ts';
import { closeBooks, newTally, tallyMessage } from '../../../src/domain/analytics/books.ts';
import { addCounters, noCounters } from '../../../src/domain/analytics/metrics.ts';
import type { Onlooker, TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { aMessage, at } from '../../support/builders.ts';
import { afterEvents } from '../../support/events.ts';

const time = (minute: number): string => at(`2026-11-25T09:${String(minute).padStart(2, '0')}:00Z`);
const event = (type: TrackingEvent['type'], minute: number, over: Partial<TrackingEvent> = {}): TrackingEvent => ({
  ref: { tenantId: 'ten_1', contactId: 'con_1', sendId: 'x' },
  ...{ type, id: `${type}-${minute}`, at: time(minute), sesMessageId: 'ses-1' },
  ...over,
});

/** Opened and clicked when rows kept the first times only. */
const flags = {
  ...noFlags,
  ...{ sent: time(0), delivered: time(1), opened: time(10), machineOpened: time(2), clicked: time(11) },
};
const links = { 'https://shop.example/a': time(11) };
const earlier = aMessage('s', { status: 'sent', flags, links });
const scanner: Onlooker = { ip: null, agent: 'x', reasons: ['security_scanner'] };

function mailAfter(events: readonly TrackingEvent[], start: Message = earlier) {
  const { message, counts } = afterEvents(events, start);
  return { message, counts: Object.fromEntries(Object.entries(counts).filter(([, by]) => by !== 0)) };
}

describe('a mail that was opened and clicked before sightings were kept', () => {
  it('stays clicked when it is opened again, and is no second unique open', () => {
    const { message, counts } = mailAfter([event('opened', 30)]);
    expect(message.flags).toEqual(flags);
    expect(message.links).toEqual(links);
    expect(counts).toEqual({ totalOpens: 1 });
  });

  it('stays opened when another link is clicked, which is added to those known', () => {
    const { message, counts } = mailAfter([event('clicked', 30, { link: 'https://shop.example/b' })]);
    expect(message.flags).toEqual(flags);
    expect(message.links).toEqual({ ...links, 'https://shop.example/b': time(30) });
    expect(counts).toEqual({ totalClicks: 1 });
  });

  it('keeps what people did when machines come later', () => {
    const { message, counts } = mailAfter([event('clicked', 30, { by: scanner, link: 'https://shop.example/a' })]);
    expect(message.flags).toEqual({ ...flags, machineClicked: time(30) });
    expect(message.links).toEqual(links);
    expect(counts).toEqual({ machineClicks: 1 });
  });

  it('ends alike whatever the order of what comes later', () => {
    const events = [
      event('opened', 5),
      event('opened', 30, { by: scanner }),
      event('clicked', 31, { link: 'https://shop.example/a' }),
      event('crowded', 31, { id: 'crowd-clicked-31', sightingId: 'clicked-31' }),
      event('clicked', 4, { link: 'https://shop.example/b' }),
    ];
    const sorted = ({ message, counts }: ReturnType<typeof mailAfter>) => ({
      message: { ...message, events: message.events.toSorted() },
      counts,
    });
    const expected = sorted(mailAfter(events));
    expect(expected.message.flags).toMatchObject({ opened: flags.opened, clicked: flags.clicked });
    const copies = fc.shuffledSubarray([...events, ...events], { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(copies, (shuffled) => {
        expect(sorted(mailAfter(shuffled))).toEqual(expected);
      }),
    );
  });

  it('keeps its flags as long as nothing speaks of opens and clicks', () => {
    expect(mailAfter([event('delivered', 1), event('replied', 40)]).message.flags).toEqual({
      ...flags,
      replied: time(40),
    });
  });
});

describe('the books over such mails', () => {
  const counted = (over: Partial<Record<CounterName, number>>) => ({
    s: addCounters(noCounters, {
      ...{ emailsSent: 1, emailsDelivered: 1, uniqueOpens: 1, uniqueClicks: 1 },
      ...{ totalOpens: 4, machineOpens: 1, totalClicks: 2 },
      ...over,
    }),
  });
  const booksOf = (message: Message, counters: ReturnType<typeof counted>) =>
    closeBooks(tallyMessage(newTally(counters), message), counters, time(50));

  it('take the counters’ word for opens and clicks of which the rows hold only the first', () => {
    expect(booksOf(earlier, counted({})).drift).toEqual([]);
    expect(booksOf(mailAfter([event('opened', 30)]).message, counted({ totalOpens: 5 })).drift).toEqual([]);
  });

  it('still see a counter that fell short, and one that the first times prove wrong', () => {
    expect(booksOf(earlier, counted({ totalOpens: 0 })).drift).toMatchObject([{ counter: 'totalOpens' }]);
    expect(booksOf(earlier, counted({ uniqueOpens: 2 })).drift).toMatchObject([{ counter: 'uniqueOpens' }]);
  });

  it('compare every open where all are on the row', () => {
    const { message } = mailAfter([event('opened', 30)], {
      ...earlier,
      flags: { ...noFlags, sent: time(0), delivered: time(1) },
      links: {},
    });
    const counters = counted({ uniqueClicks: 0, totalClicks: 0, machineOpens: 0 });
    expect(booksOf(message, counters).drift).toMatchObject([{ counter: 'totalOpens', counted: 4, rows: 1 }]);
  });
});
