import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/contracts/analytics.ts';
import type { Message } from '../../../src/contracts/message.ts';
import type { SignName } from '../../../src/contracts/sighting.ts';
import { factsOf } from '../../../src/domain/analytics/message-facts.ts';
import { addCounters, metricsOf } from '../../../src/domain/analytics/metrics.ts';
import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { aMessage, at } from '../../support/builders.ts';
import { afterEvents } from '../../support/events.ts';

const seen = (type: 'opened' | 'clicked', second: number, reasons: readonly SignName[] = []): TrackingEvent => ({
  ref: { tenantId: 'ten_1', contactId: 'con_1', sendId: 'x' },
  ...{ type, id: `${type}-${second}`, sesMessageId: 'ses-1', link: `https://shop.example/${second % 4}` },
  at: new Date(Date.parse(at('2026-11-25T09:00:00Z')) + second * 1000).toISOString(),
  by: { ip: null, agent: 'x', reasons },
});
const delivered: TrackingEvent = { ...seen('opened', 1), type: 'delivered', id: 'delivered' };
const mail = aMessage('s', { status: 'sent' });

function counted(events: readonly TrackingEvent[], start: Message = mail) {
  const { message, counts } = afterEvents(events, start);
  return { message, counts: addCounters(counts) };
}

describe('opens and clicks of which nobody can be sure', () => {
  it('are people’s, with a count of their own beside', () => {
    const { counts } = counted([seen('opened', 60, ['no_agent']), seen('opened', 90), seen('clicked', 95, ['script'])]);
    expect(metricsOf(counts)).toMatchObject({
      ...{ uniqueOpens: 1, totalOpens: 2, humanOpens: 1, unknownOpens: 1, machineOpens: 0, allOpens: 2 },
      ...{ uniqueClicks: 0, totalClicks: 0, humanClicks: 0, unknownClicks: 0, machineClicks: 1, allClicks: 1 },
    });
  });

  it('leave that count when a late sign shows a machine', () => {
    const doubtful = seen('clicked', 60, ['no_agent']);
    expect(counted([doubtful]).counts).toMatchObject({ unknownClicks: 1, totalClicks: 1 });
    const { counts } = counted([doubtful, seen('clicked', 61, ['honeypot'])]);
    expect(counts).toMatchObject({ unknownClicks: 0, totalClicks: 0, machineClicks: 2 });
  });

  it('add up with those of people and machines to all there were, after any events, as the rows say', () => {
    const signs: readonly (readonly SignName[])[] = [[], ['no_agent'], ['script'], ['honeypot'], ['apple_mpp']];
    const reasons = fc.constantFrom(...signs);
    const sighting = fc
      .tuple(fc.constantFrom('opened' as const, 'clicked' as const), fc.nat(200), reasons)
      .map((args) => seen(...args));
    fc.assert(
      fc.property(fc.array(fc.oneof(sighting, fc.constant(delivered)), { maxLength: 30 }), (events) => {
        const { message, counts } = counted(events);
        const metrics = metricsOf(counts);
        expect(metrics.humanOpens + metrics.unknownOpens + metrics.machineOpens).toBe(metrics.allOpens);
        expect(metrics.humanClicks + metrics.unknownClicks + metrics.machineClicks).toBe(metrics.allClicks);
        expect(metrics.allOpens + metrics.allClicks).toBe(message.seen.length);
        const { emailsSent: _, ...facts } = addCounters(factsOf(message));
        expect(counts).toMatchObject(facts);
        expect(Object.values(metrics).every((one) => typeof one !== 'number' || one >= 0)).toBe(true);
        expect(Metrics.safeParse(metrics).success).toBe(true);
      }),
    );
  });

  it('of rows that were judged before there was such a count stay among people’s until the next event', () => {
    const { countsUnknown: _, ...earlier } = counted([seen('opened', 60, ['no_agent'])]).message;
    expect(factsOf(earlier)).toMatchObject({ totalOpens: 1 });
    expect(factsOf(earlier).unknownOpens).toBeUndefined();
    const { message, counts } = counted([seen('opened', 90)], earlier);
    expect(counts).toMatchObject({ totalOpens: 1, unknownOpens: 1, uniqueOpens: 0 });
    expect(factsOf(message)).toMatchObject({ totalOpens: 2, unknownOpens: 1 });
  });
});
