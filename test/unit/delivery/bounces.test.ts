import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BounceClass, noFlags } from '../../../src/contracts/message.ts';
import { SesEvent } from '../../../src/contracts/ses-event.ts';
import { applyEvent } from '../../../src/domain/analytics/apply-event.ts';
import { readSesEvent, type TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { bounceClassOf } from '../../../src/domain/delivery/bounce-class.ts';
import { bouncedTooOften } from '../../../src/domain/delivery/soft-bounces.ts';
import { bounceStop } from '../../../src/usecases/tracking/bounce-stop.ts';
import { aContact, aMessage, at } from '../../support/builders.ts';

const ref = { tenantId: 'ten_1', contactId: 'con_1', sendId: 'x' };

const bounceEvent = (bounceType: string, bounceSubType: string, status: string, id = 'm-1'): TrackingEvent => {
  const event = SesEvent.parse({
    eventType: 'Bounce',
    mail: { timestamp: '2026-11-25T09:00:00Z', messageId: id, destination: ['ann@example.com'] },
    bounce: {
      timestamp: '2026-11-25T09:01:00Z',
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: 'Ann@Example.com', action: 'failed', status, diagnosticCode: 'smtp; …' }],
    },
  });
  return readSesEvent(event, ref, 'https://mail.example').find(({ type }) => type === 'bounced')!;
};

describe('a bounce', () => {
  it.each<[string, string, string | undefined, BounceClass]>([
    ['Permanent', 'General', '5.1.1', 'hard'],
    ['Permanent', 'NoEmail', '5.1.1', 'hard'],
    ['Permanent', 'Suppressed', '5.1.1', 'hard'],
    ['Permanent', 'OnAccountSuppressionList', '5.1.1', 'hard'],
    ['Permanent', 'Reported', undefined, 'hard'],
    ['Permanent', 'General', '5.7.1', 'policy'],
    ['Permanent', 'General', '5.7.515', 'policy'],
    ['Permanent', 'OnAccountSuppressionList', '5.7.1', 'hard'],
    ['Transient', 'General', '4.4.7', 'soft'],
    ['Transient', 'General', '4.7.0', 'policy'],
    ['Transient', 'MailboxFull', '4.2.2', 'soft'],
    ['Transient', 'MessageTooLarge', '5.3.4', 'policy'],
    ['Transient', 'ContentRejected', '5.6.0', 'policy'],
    ['Transient', 'AttachmentRejected', undefined, 'policy'],
    ['Undetermined', 'Undetermined', undefined, 'undetermined'],
    ['Transient', 'SomethingNew', undefined, 'soft'],
    ['Permanent', 'SomethingNew', undefined, 'soft'],
    ['SomethingNew', 'General', undefined, 'soft'],
  ])('%s/%s with status %s is %4$s', (type, subType, status, expected) => {
    expect(bounceClassOf({ type, subType, status })).toBe(expected);
  });

  it('is counted soft by its gravest report, in whatever order reports come', () => {
    const reports = [
      bounceEvent('Transient', 'MailboxFull', '4.2.2', 'a'),
      bounceEvent('Undetermined', 'Undetermined', '4.0.0', 'b'),
      bounceEvent('Permanent', 'NoEmail', '5.1.1', 'c'),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(reports, { minLength: 1 }), (events) => {
        let message = aMessage('s');
        let soft = 0;
        for (const event of events) {
          const applied = applyEvent(message, event);
          message = applied.message;
          for (const { counter, by } of applied.counts) if (counter === 'softBounces') soft += by;
        }
        const hard = events.some((event) => event.bounce?.type === 'Permanent');
        expect(soft).toBe(hard ? 0 : 1);
        expect(message.bounceClass === 'hard').toBe(hard);
      }),
    );
  });
});

describe('soft bounces', () => {
  const softAt = (day: string, bounceClass: BounceClass = 'soft') =>
    aMessage(day, { bounceClass, flags: { ...noFlags, bounced: at(day) } });

  it.each<[string, ReturnType<typeof softAt>[], boolean]>([
    ['none', [], false],
    ['two', [softAt('2026-11-01'), softAt('2026-11-10')], false],
    ['three within thirty days', [softAt('2026-11-01'), softAt('2026-11-10'), softAt('2026-11-30')], true],
    ['three over thirty days', [softAt('2026-11-01'), softAt('2026-11-10'), softAt('2026-12-01')], false],
    [
      'three, one of them undetermined',
      [softAt('2026-11-01', 'undetermined'), softAt('2026-11-02'), softAt('2026-11-03')],
      true,
    ],
    [
      'two and a refusal of the mail',
      [softAt('2026-11-01'), softAt('2026-11-02'), softAt('2026-11-03', 'policy')],
      false,
    ],
  ])('%s: too often is %3$s', (_, messages, often) => {
    expect(bouncedTooOften(messages)).toBe(often);
  });
});

describe('the stop that follows a bounce', () => {
  const journey = (over: object = {}) => ({
    contact: aContact(),
    enrollments: [],
    messages: [],
    effects: [],
    gateRev: null,
    holdouts: [],
    ...over,
  });
  const report = (type: string, subType: string, status: string) => bounceEvent(type, subType, status).bounce!;

  it('suppresses an address that is dead', () => {
    const stop = bounceStop(report('Permanent', 'NoEmail', '5.1.1'), 'con_1');
    expect(stop).toMatchObject({ reason: 'bounced', suppress: 'bounced' });
    expect(stop?.onlyIf?.(journey())).toBe(true);
  });

  it('leaves alone who has another address by now', () => {
    const stop = bounceStop(report('Permanent', 'NoEmail', '5.1.1'), 'con_1');
    expect(stop?.onlyIf?.(journey({ contact: aContact({ email: 'ann@new.example' }) }))).toBe(false);
  });

  it('does not follow a refusal of the mail or its sender', () => {
    expect(bounceStop(report('Permanent', 'General', '5.7.26'), 'con_1')).toBeUndefined();
    expect(bounceStop(report('Transient', 'ContentRejected', '5.6.0'), 'con_1')).toBeUndefined();
  });

  it('waits for the third soft bounce', () => {
    const stop = bounceStop(report('Transient', 'MailboxFull', '4.2.2'), 'con_1');
    const soft = (day: string) => aMessage(day, { bounceClass: 'soft', flags: { ...noFlags, bounced: at(day) } });
    const two = [soft('2026-11-20'), soft('2026-11-22')];
    expect(stop?.onlyIf?.(journey({ messages: two }))).toBe(false);
    expect(stop?.onlyIf?.(journey({ messages: [...two, soft('2026-11-25')] }))).toBe(true);
  });
});
