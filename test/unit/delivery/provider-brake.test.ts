import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFlags } from '../../../src/contracts/message.ts';
import type { ProviderState } from '../../../src/contracts/provider.ts';
import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { providerOf } from '../../../src/domain/deliverability/mailbox-provider.ts';
import {
  afterOutcomes,
  isHolding,
  newProviderState,
  type ProviderWord,
  providerWordOf,
  released,
} from '../../../src/domain/delivery/provider-brake.ts';
import { later } from '../../../src/domain/later.ts';
import { aMessage, at } from '../../support/builders.ts';

const now = at('2026-11-25T09:00Z');
const hour = 3_600_000;
const times = (count: number, word: ProviderWord): ProviderWord[] => Array.from({ length: count }, () => word);
const google = newProviderState('google');

describe('the brake on a mailbox provider', () => {
  it('holds its mails for an hour at the twentieth bad one of the last hundred', () => {
    const before = afterOutcomes(google, [...times(80, 'taken'), ...times(19, 'deferred')], now);
    expect(before.hold).toBeNull();
    const { hold } = afterOutcomes(before, ['refused'], now);
    expect(hold).toMatchObject({ since: now, until: later(now, hour), hours: 1 });
    expect(hold?.why).toContain('20 of the last 100 mails to google');
  });

  it('forgets what is longer ago than a hundred mails', () => {
    const state = afterOutcomes(
      google,
      [...times(19, 'deferred'), ...times(100, 'taken'), ...times(19, 'refused')],
      now,
    );
    expect(state.hold).toBeNull();
    expect(state.recent).toHaveLength(100);
  });

  it('never counts a complaint as a refusal', () => {
    expect(afterOutcomes(google, times(100, 'complained'), now)).toMatchObject({ recent: '', hold: null });
  });

  it('holds no domains together that nobody knows', () => {
    expect(afterOutcomes(newProviderState('other'), times(100, 'refused'), now).hold).toBeNull();
  });

  it('doubles while the provider goes on to refuse, up to a day, and begins anew after a good day', () => {
    let state: ProviderState = google;
    let when = now;
    const hours: number[] = [];
    for (let i = 0; i < 7; i++) {
      state = afterOutcomes(state, times(20, 'refused'), when);
      hours.push(state.hold?.hours ?? 0);
      when = later(state.hold?.until ?? when, hour);
    }
    expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24]);
    expect(afterOutcomes(state, times(20, 'refused'), later(when, 25 * hour)).hold?.hours).toBe(1);
  });

  it('ends by itself, and lets what comes of earlier mails count for nothing until then', () => {
    const held = afterOutcomes(google, times(20, 'refused'), now);
    expect(afterOutcomes(held, times(50, 'refused'), later(now, hour - 1))).toBe(held);
    expect(isHolding(held.hold, later(now, hour - 1))).toBe(true);
    expect(isHolding(held.hold, later(now, hour))).toBe(false);
  });

  it('knows nothing of before once somebody released it', () => {
    const free = released(afterOutcomes(google, times(20, 'refused'), now));
    expect(free).toMatchObject({ recent: '', hold: null });
    expect(afterOutcomes(free, times(20, 'refused'), now).hold?.hours).toBe(1);
  });

  it('says the same whether outcomes come together or one by one', () => {
    const word = fc.constantFrom<ProviderWord>('taken', 'taken', 'taken', 'deferred', 'refused', 'complained');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), (words) => {
        const together = afterOutcomes(google, words, now);
        const singly = words.reduce((state, one) => afterOutcomes(state, [one], now), google);
        expect({ ...singly, rev: 0 }).toEqual({ ...together, rev: 0 });
      }),
    );
  });
});

describe('what an event says of the provider', () => {
  const event = (over: Partial<TrackingEvent>): TrackingEvent => ({
    ref: { tenantId: 'ten_1', contactId: 'con_1', sendId: 's' },
    id: 'e',
    type: 'delivered',
    at: now,
    sesMessageId: 'ses-1',
    ...over,
  });
  const mail = aMessage('a');
  const delayed = { ...mail, delay: { first: now, last: now, type: 'General' } };

  it.each<[string, TrackingEvent, typeof mail, typeof mail, ProviderWord | undefined]>([
    ['a delivery', event({}), mail, { ...mail, flags: { ...noFlags, delivered: now } }, 'taken'],
    ['a copy of it', event({}), { ...mail, flags: { ...noFlags, delivered: now } }, mail, undefined],
    ['a delay', event({ type: 'delayed', delayType: 'IPFailure' }), mail, delayed, 'deferred'],
    [
      'a second delay of the same mail',
      event({ type: 'delayed', delayType: 'IPFailure' }),
      delayed,
      delayed,
      undefined,
    ],
    ['a full mailbox', event({ type: 'delayed', delayType: 'MailboxFull' }), mail, delayed, undefined],
    ['a bounce by policy', event({ type: 'bounced' }), mail, { ...mail, bounceClass: 'policy' }, 'refused'],
    ['an address that does not exist', event({ type: 'bounced' }), mail, { ...mail, bounceClass: 'hard' }, 'taken'],
    ['an open', event({ type: 'opened' }), mail, mail, undefined],
  ])('%s', (_, given, before, after, word) => {
    expect(providerWordOf(given, before, after)).toBe(word);
  });
});

describe('the provider of a mailbox', () => {
  it.each([
    ['ann@gmail.com', 'google'],
    ['ann@GoogleMail.com', 'google'],
    ['ann@hotmail.co.uk', 'microsoft'],
    ['ann@outlook.de', 'microsoft'],
    ['ann@yahoo.fr', 'yahoo'],
    ['ann@yahoo.com.br', 'yahoo'],
    ['ann@aol.com', 'yahoo'],
    ['ann@icloud.com', 'apple'],
    ['ann@web.de', 'gmx'],
    ['ann@gmx.at', 'gmx'],
    ['ann@yahoo.evil.example', 'other'],
    ['ann@notgmail.com', 'other'],
    ['ann@company.example', 'other'],
    ['nonsense', 'other'],
  ])('of %s is %s', (address, provider) => {
    expect(providerOf(address)).toBe(provider);
  });
});
