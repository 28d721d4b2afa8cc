import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enrollment } from '../../../src/contracts/enrollment.ts';
import { nextWithinBudget, nextWithinBudgets } from '../../../src/domain/audience/attention.ts';
import { contend, nextInLine } from '../../../src/domain/audience/priority.ts';
import { isOpen, stopped } from '../../../src/domain/sequence/stop.ts';
import { aMessage, anEmail, anEnrollment, aSequence, at } from '../../support/builders.ts';

const now = at('2026-11-25T09:00:00Z');
const hours = (n: number): string => new Date(Date.parse(now) + n * 3_600_000).toISOString();
const sequence = aSequence(anEmail('e', null));
const inCampaign = (campaignId: string, priority: number | null, over: Partial<Enrollment> = {}): Enrollment =>
  anEnrollment(sequence, { campaignId, priority, status: 'active', ...over });
const running = (rows: readonly Enrollment[]): readonly Enrollment[] =>
  rows.filter((row) => isOpen(row) && row.held.length === 0 && row.priority !== null);

describe('a contact that two campaigns want', () => {
  it('goes to the higher one, and the lower one is held', () => {
    const low = inCampaign('cmp_low', 10);
    const { enrollment, displaced } = contend(inCampaign('cmp_high', 90), [low], now);
    expect(enrollment.held).toEqual([]);
    expect(displaced).toMatchObject([{ campaignId: 'cmp_low', status: 'held', held: ['higher_priority'] }]);
  });

  it.each([[90], [50]])('stays with the one it is in, where that has priority %i and the new one 50', (priority) => {
    const { enrollment, displaced } = contend(inCampaign('cmp_new', 50), [inCampaign('cmp_old', priority)], now);
    expect(enrollment).toMatchObject({ status: 'held', held: ['higher_priority'] });
    expect(displaced).toEqual([]);
  });

  it('is shared with campaigns that do not ask for priority', () => {
    const other = inCampaign('cmp_other', null);
    expect(contend(inCampaign('cmp_new', 50), [other], now)).toMatchObject({ displaced: [], enrollment: { held: [] } });
    expect(contend({ ...other, campaignId: 'cmp_third' }, [inCampaign('cmp_new', 99)], now).enrollment.held).toEqual(
      [],
    );
  });

  it('goes on where it was held once the other has ended, and what fell due meanwhile is due now', () => {
    const held = contend(inCampaign('cmp_high', 90), [inCampaign('cmp_low', 10, { dueAt: hours(-5) })], now).displaced;
    const next = nextInLine([...held], now);
    expect(next).toMatchObject({ campaignId: 'cmp_low', status: 'active', held: [], dueAt: now });
    const later = contend(inCampaign('cmp_high', 90), [inCampaign('cmp_low', 10, { dueAt: hours(5) })], now).displaced;
    expect(nextInLine([...later], now)?.dueAt).toBe(hours(5));
  });

  it('is held for its other reasons when the higher one ends', () => {
    const paused = inCampaign('cmp_low', 10, { status: 'held', held: ['campaign_paused', 'higher_priority'] });
    expect(nextInLine([paused], now)).toMatchObject({ status: 'held', held: ['campaign_paused'] });
  });

  it('runs in at most one campaign at any moment, and in all of them in the end', () => {
    const arrivals = fc.array(fc.record({ priority: fc.integer({ min: 0, max: 3 }), ends: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(arrivals, (all) => {
        let rows: Enrollment[] = [];
        const put = (changed: readonly Enrollment[]): void => {
          rows = rows.map((row) => changed.find(({ campaignId }) => campaignId === row.campaignId) ?? row);
        };
        const endOne = (): boolean => {
          const [first] = running(rows);
          if (!first) return false;
          put([stopped(first, 'campaign_ended', now)]);
          const next = nextInLine(rows, now);
          if (next) put([next]);
          return true;
        };
        for (const [i, { priority, ends }] of all.entries()) {
          const { enrollment, displaced } = contend(inCampaign(`cmp_${i}`, priority), rows, now);
          put(displaced);
          rows.push(enrollment);
          expect(running(rows)).toHaveLength(1);
          if (ends) endOne();
          expect(running(rows).length).toBeLessThanOrEqual(1);
        }
        while (endOne()) expect(running(rows).length).toBeLessThanOrEqual(1);
        expect(rows.filter(isOpen)).toEqual([]);
      }),
    );
  });
});

describe('a budget of mails', () => {
  const sent = (instant: string) => aMessage('e', { sentAt: instant });

  it('has room at once where nothing was sent lately', () => {
    expect(nextWithinBudget({ mails: 1, hours: 24 }, [sent(hours(-25))], now)).toBe(now);
  });

  it('has room again a day after the last mail', () => {
    expect(nextWithinBudget({ mails: 1, hours: 24 }, [sent(hours(-25)), sent(hours(-4))], now)).toBe(hours(20));
  });

  it('counts a mail that is on its way as one that arrives now, and one that was skipped not at all', () => {
    const planned = aMessage('e', { status: 'planned', sentAt: null });
    expect(nextWithinBudget({ mails: 1, hours: 24 }, [planned], now)).toBe(hours(24));
    expect(nextWithinBudget({ mails: 1, hours: 24 }, [{ ...planned, status: 'skipped' }], now)).toBe(now);
    expect(nextWithinBudget({ mails: 1, hours: 24 }, [{ ...planned, held: true }], now)).toBe(now);
  });

  it('waits for the oldest of the last mails where it allows several, and for the strictest of several budgets', () => {
    const mails = [sent(hours(-40)), sent(hours(-30)), sent(hours(-2))];
    expect(nextWithinBudget({ mails: 3, hours: 48 }, mails, now)).toBe(hours(8));
    expect(
      nextWithinBudgets(
        [
          { mails: 3, hours: 48 },
          { mails: 1, hours: 24 },
        ],
        mails,
        now,
      ),
    ).toBe(hours(22));
    expect(nextWithinBudgets([], mails, now)).toBe(now);
  });

  it('is never exceeded by mails that leave when it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 72 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        (mails, span, gaps) => {
          const times: number[] = [];
          let clock = Date.parse(now);
          for (const gap of gaps) {
            clock += gap * 3_600_000;
            const instant = new Date(clock).toISOString();
            const known = times.map((time) => sent(new Date(time).toISOString()));
            clock = Date.parse(nextWithinBudget({ mails, hours: span }, known, instant));
            times.push(clock);
          }
          for (const [i, time] of times.entries()) {
            const within = times.filter((other, n) => n <= i && time - other < span * 3_600_000);
            expect(within.length).toBeLessThanOrEqual(mails);
          }
        },
      ),
    );
  });
});
