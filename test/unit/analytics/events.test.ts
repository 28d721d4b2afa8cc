import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/contracts/message.ts';
import { addCounters, metricsOf } from '../../../src/domain/analytics/metrics.ts';
import { type Onlooker, readSesEvent, type TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { aMessage, at } from '../../support/builders.ts';
import { afterEvents } from '../../support/events.ts';

const site = 'https://mail.example';
const ref = { tenantId: 'ten_1', contactId: 'con_1', sendId: 'x' };
const event = (type: TrackingEvent['type'], minute: number, over: Partial<TrackingEvent> = {}): TrackingEvent => ({
  ref,
  type,
  id: `${type}-${minute}`,
  at: at(`2026-11-25T09:${String(minute).padStart(2, '0')}:00Z`),
  sesMessageId: 'ses-1',
  ...over,
});

const apple: Onlooker = { ip: null, agent: 'x', reasons: ['apple_mpp'] };
const claimed = aMessage('s', { status: 'claimed', sentAt: null, sesMessageId: null });
const applyAll = (
  events: readonly TrackingEvent[],
  start: Message = claimed,
): { message: Message; counts: Record<string, number> } => {
  const { message, counts } = afterEvents(events, start);
  return { message: { ...message, events: message.events.toSorted() }, counts };
};

const history = [
  event('sent', 0),
  event('delivered', 1),
  event('opened', 2, { by: apple }),
  event('opened', 3),
  event('opened', 9),
  event('clicked', 4, { link: 'https://example.com/a' }),
  event('replied', 6),
];

describe('events of a mail', () => {
  it('end in the same state whatever their order and however often they come', () => {
    const expected = applyAll(history);
    const shuffledCopies = fc.shuffledSubarray([...history, ...history, ...history], { minLength: 21, maxLength: 21 });
    fc.assert(
      fc.property(shuffledCopies, (events) => {
        expect(applyAll(events)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('count a unique open once and every open in total, machine ones apart', () => {
    expect(applyAll(history).counts).toEqual({
      emailsSent: 1,
      emailsDelivered: 1,
      machineOpens: 1,
      uniqueOpens: 1,
      totalOpens: 2,
      uniqueClicks: 1,
      totalClicks: 1,
      replies: 1,
    });
  });

  it('mark a claimed mail as sent: the Send event is the evidence', () => {
    expect(applyAll([event('sent', 0)]).message).toMatchObject({
      status: 'sent',
      sesMessageId: 'ses-1',
      leaseUntil: null,
    });
  });

  it('prove the send, whichever of them comes', () => {
    for (const type of ['delivered', 'bounced', 'complained', 'opened', 'clicked', 'replied'] as const) {
      const { message, counts } = applyAll([event(type, 3)]);
      expect(message.status).toBe('sent');
      expect(counts['emailsSent']).toBe(1);
    }
  });

  it('take back the count of a mail that was given up and had been sent after all', () => {
    const given = applyAll([event('sent', 0), event('delivered', 1)], { ...claimed, status: 'unknown' });
    expect(given.counts).toEqual({ emailsUnknown: -1, emailsSent: 1, emailsDelivered: 1 });
    expect(given.message.status).toBe('sent');
  });

  it('count a mail that SES rejected after taking it as failed and not as sent, in either order', () => {
    for (const events of [
      [event('sent', 0), event('rejected', 0)],
      [event('rejected', 0), event('sent', 0)],
    ]) {
      const { message, counts } = applyAll(events);
      expect(message).toMatchObject({ status: 'failed', reason: 'rejected_by_ses' });
      expect({ sent: counts['emailsSent'] ?? 0, failed: counts['emailsFailed'] }).toEqual({ sent: 0, failed: 1 });
    }
  });

  it('are the same event when SES delivers a copy', () => {
    const open = {
      eventType: 'Open' as const,
      mail: { timestamp: 't', messageId: 'm' },
      open: { timestamp: '2026-11-25T09:00:00Z', ipAddress: '1', userAgent: 'x' },
    };
    const ids = (one: typeof open) => readSesEvent(one, ref, site).map(({ type, id }) => `${type} ${id}`);
    expect(ids(structuredClone(open))).toEqual(ids(open));
    const [send, later] = ids({ ...open, open: { ...open.open, timestamp: '2026-11-25T09:00:01Z' } });
    expect(ids(open)).toContain(send);
    expect(ids(open)).not.toContain(later);
  });

  it('bring the Send event of their mail along, the same as when it comes by itself', () => {
    const mail = { timestamp: '2026-11-25T09:00:00Z', messageId: 'm' };
    const delivery = { eventType: 'Delivery' as const, mail, delivery: { timestamp: '2026-11-25T09:00:02Z' } };
    const send = readSesEvent({ eventType: 'Send', mail }, ref, site);
    expect(readSesEvent(delivery, ref, site)).toEqual([...send, expect.objectContaining({ type: 'delivered' })]);
    expect(readSesEvent({ eventType: 'Reject', mail, reject: {} }, ref, site).map(({ type }) => type)).toEqual([
      'rejected',
    ]);
  });

  it('count a mail that SES could not render as failed, in either order', () => {
    for (const events of [
      [event('delivered', 0), event('notRendered', 0)],
      [event('notRendered', 0), event('delivered', 0)],
    ]) {
      const { message, counts } = applyAll(events);
      expect(message).toMatchObject({ status: 'failed', reason: 'render_error' });
      expect({ sent: counts['emailsSent'] ?? 0, failed: counts['emailsFailed'] }).toEqual({ sent: 0, failed: 1 });
    }
  });

  it('tell when a receiving server first and last put the mail off, in any order', () => {
    const delays = [
      event('delayed', 5, { delayType: 'MailboxFull' }),
      event('delayed', 2, { delayType: 'SpamDetected' }),
      event('delayed', 9, { delayType: 'TransientCommunicationFailure' }),
    ];
    for (const order of [delays, delays.toReversed()])
      expect(applyAll(order).message.delay).toEqual({
        first: delays[1]?.at,
        last: delays[2]?.at,
        type: 'TransientCommunicationFailure',
      });
  });
});

describe('rates', () => {
  it('have the denominators of the specification’s example', () => {
    const counters = addCounters({
      emailsSent: 500,
      emailsDelivered: 485,
      uniqueOpens: 242,
      uniqueClicks: 97,
      replies: 23,
      unsubscribes: 2,
    });
    expect(metricsOf(counters)).toMatchObject({
      deliveryRate: 97,
      openRate: 49.9,
      clickRate: 20,
      replyRate: 4.74,
      unsubscribeRate: 0.41,
    });
  });

  it('are 0 where nothing was sent', () => {
    const { revenue, ...numbers } = metricsOf(addCounters());
    expect(Object.values(numbers).every((value) => value === 0)).toBe(true);
    expect(revenue).toEqual({});
  });
});
