import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoreAnchor, ScoreTally, ScoringRule } from '../../../src/contracts/lead-scoring.ts';
import { award, lastActivity, rulesFor, scored } from '../../../src/domain/contact/lead-score.ts';
import { decayed } from '../../../src/domain/contact/score-decay.ts';
import { aContact } from '../../support/builders.ts';

const now = '2026-11-25T09:00:00.000Z';
const rule = (over: Partial<ScoringRule> = {}): ScoringRule => ({ event: 'demo.booked', points: 10, ...over });
const activity = { name: 'demo.booked', at: now, properties: { plan: 'pro', seats: 40 } };

describe('scoring rules', () => {
  it('count for events of their name whose properties satisfy all tests', () => {
    const large = { property: 'seats', op: 'gt', value: 20 } as const;
    const rules = [
      rule(),
      rule({ event: 'demo.missed' }),
      rule({ where: [large, { property: 'plan', op: 'eq', value: 'pro' }] }),
      rule({ where: [large, { property: 'plan', op: 'eq', value: 'free' }] }),
    ];
    expect(rulesFor(rules, activity, now)).toEqual([rules[0], rules[2]]);
  });

  it('add up, those that take points away included', () => {
    expect(award([rule(), rule({ points: -3 })], undefined, now)).toEqual({ points: 7, tally: undefined });
  });

  it('with a limit never give more than so many times their points on a day, and begin anew on the next', () => {
    const days = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 5 }), (inOrder, maxPerDay) => {
        let tally: ScoreTally | undefined;
        const byDay = new Map<number, number>();
        for (const day of inOrder.toSorted()) {
          const given = award([rule({ maxPerDay })], tally, `2026-11-2${day}T23:59:00.000Z`);
          tally = given.tally;
          byDay.set(day, (byDay.get(day) ?? 0) + given.points);
        }
        for (const [day, points] of byDay)
          expect(points).toBe(10 * Math.min(maxPerDay, inOrder.filter((one) => one === day).length));
      }),
    );
  });

  it('limit each rule by itself, wherever it stands in the settings', () => {
    const limited = rule({ maxPerDay: 1 });
    const other = rule({ points: 2, maxPerDay: 1, where: [] });
    const differently = rule({ points: 5, maxPerDay: 1, where: [{ property: 'plan', op: 'exists', value: true }] });
    const first = award([limited], undefined, now);
    expect(award([differently, limited], first.tally, now).points).toBe(5);
    expect(award([other], first.tally, now).points).toBe(0);
  });
});

describe('a contact after an activity', () => {
  it('has the points, within the bounds of scores', () => {
    expect(scored(aContact({ leadScore: 5 }), activity, 7, now)).toMatchObject({ leadScore: 12, lastActivityAt: now });
    expect(scored(aContact({ leadScore: 999_999 }), activity, 7, now).leadScore).toBe(1_000_000);
    expect(scored(aContact({ leadScore: -999_999 }), activity, -7, now).leadScore).toBe(-1_000_000);
  });

  it('is the same contact within the hour, unless it got points', () => {
    const contact = aContact({ lastActivityAt: '2026-11-25T08:00:00.001Z' });
    expect(scored(contact, activity, 0, now)).toBe(contact);
    expect(scored(contact, activity, 1, now)).toMatchObject({ rev: contact.rev + 1, updatedAt: now });
  });

  it('was last active when it was, to the hour, in whatever order its activities come', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(minutes, (all) => {
        const instants = all.map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString());
        const known = instants.reduce<string | null>(lastActivity, null) ?? '';
        const truly = instants.toSorted().at(-1) ?? '';
        expect(known <= truly).toBe(true);
        expect(Date.parse(truly) - Date.parse(known)).toBeLessThan(60 * 60_000);
      }),
    );
  });
});

describe('decay of a score', () => {
  const dayAfter = (days: number): string => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10);
  const scores = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const halfLives = fc.integer({ min: 1, max: 400 });

  it('halves it in a half-life', () => {
    const { anchor } = decayed(100, undefined, 30, dayAfter(0));
    expect([10, 30, 60, 300].map((days) => decayed(100, anchor, 30, dayAfter(days)).leadScore)).toEqual([
      79, 50, 25, 0,
    ]);
  });

  it('comes to the same score whichever nights it ran', () => {
    const nights = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 60 });
    fc.assert(
      fc.property(scores, halfLives, nights, (score, halfLife, ran) => {
        let state: { leadScore: number; anchor: ScoreAnchor } = decayed(score, undefined, halfLife, dayAfter(0));
        for (const night of [...ran, 200].toSorted((a, b) => a - b))
          state = decayed(state.leadScore, state.anchor, halfLife, dayAfter(night));
        const left = Math.abs(score) * 0.5 ** (200 / halfLife);
        expect(Math.abs(Math.abs(state.leadScore) - left)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });

  it('writes nothing when it runs again on a day, or when the whole number stays', () => {
    fc.assert(
      fc.property(scores, halfLives, fc.integer({ min: 0, max: 50 }), (score, halfLife, days) => {
        const start = decayed(score, undefined, halfLife, dayAfter(0));
        const once = decayed(start.leadScore, start.anchor, halfLife, dayAfter(days));
        expect(decayed(once.leadScore, once.anchor, halfLife, dayAfter(days)).anchor).toBe(once.anchor);
        if (once.leadScore === score) expect(once.anchor).toBe(start.anchor);
      }),
    );
  });

  it('never takes from what was added since the last night', () => {
    const { anchor } = decayed(100, undefined, 30, dayAfter(0));
    const night = decayed(120, anchor, 30, dayAfter(30));
    expect(night.leadScore).toBe(70);
    expect(decayed(70, night.anchor, 30, dayAfter(60)).leadScore).toBe(35);
  });

  it('begins anew with another half-life', () => {
    const { anchor } = decayed(100, undefined, 30, dayAfter(0));
    expect(decayed(100, anchor, 10, dayAfter(20))).toMatchObject({ leadScore: 100, anchor: { day: dayAfter(20) } });
  });
});
