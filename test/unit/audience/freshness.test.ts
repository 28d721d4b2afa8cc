import { describe, expect, it } from 'vitest';
import { isAlive, isFreshFor, isStale } from '../../../src/domain/audience/freshness.ts';
import { wayTo } from '../../../src/domain/audience/segment-order.ts';
import { canStillEnrol } from '../../../src/domain/campaign/can-still-enrol.ts';
import { aCampaign, aSegment, at } from '../../support/builders.ts';

const now = at('2026-11-25T09:00Z');
const refreshed = aSegment({ type: 'dynamic', ruleRev: 2, refreshedRuleRev: 2, refreshedAt: at('2026-11-24T09:00Z') });

describe('the members of a segment', () => {
  it('are good for a launch up to a day after the refresh began', () => {
    expect(isFreshFor(refreshed, now)).toBe(true);
    expect(isFreshFor(refreshed, at('2026-11-25T09:00:00.001Z'))).toBe(false);
  });

  it('of a static list are always good', () => {
    expect(isFreshFor(aSegment(), now)).toBe(true);
    expect(isStale(aSegment())).toBe(false);
  });

  it('are stale when the rule is newer than the refresh, or there was none', () => {
    for (const one of [
      { ...refreshed, ruleRev: 3 },
      { ...refreshed, refreshedRuleRev: null },
    ]) {
      expect(isStale(one)).toBe(true);
      expect(isFreshFor(one, now)).toBe(false);
    }
  });
});

describe('a refresh', () => {
  const running = { ...refreshed, refreshState: 'running' as const };

  it('is alive while one of its shards moved in the last quarter of an hour', () => {
    expect(isAlive(running, [at('2026-11-25T08:00Z'), at('2026-11-25T08:45:00.001Z')], now)).toBe(true);
    expect(isAlive(running, [at('2026-11-25T08:00Z'), at('2026-11-25T08:45Z')], now)).toBe(false);
  });

  it('that is over is not alive, however lately it moved', () => {
    for (const refreshState of ['never', 'done', 'failed'] as const)
      expect(isAlive({ ...running, refreshState }, [now], now)).toBe(false);
  });
});

describe('rules that ask about segments', () => {
  const graph = new Map([
    ['a', ['b', 'list']],
    ['b', ['c']],
    ['c', []],
    ['list', []],
    ['x', ['y']],
    ['y', ['x']],
  ]);

  it('lead to another one step by step', () => {
    expect(wayTo('c', ['list', 'a'], graph)).toEqual(['a', 'b', 'c']);
    expect(wayTo('a', ['a'], graph)).toEqual(['a']);
  });

  it('do not lead where nobody asks, and no circle is walked for ever', () => {
    expect(wayTo('a', ['b', 'list', 'gone'], graph)).toBeUndefined();
    expect(wayTo('a', ['x'], graph)).toBeUndefined();
  });
});

describe('a campaign', () => {
  const enrollmentRules = { newContacts: 'auto_enroll', exitedContacts: 'keep' } as const;

  it.each([
    ['a launched one enrolls nobody later', {}, false],
    ['a triggered one waits for events', { campaignType: 'triggered', segmentId: null }, true],
    ['one that enrolls new members waits for them', { enrollmentRules }, true],
    ['without a segment there are no new members', { enrollmentRules, segmentId: null }, false],
    ['until it ends', { enrollmentRules, endDate: at('2026-11-25T09:00:01Z') }, true],
    ['after its end nobody enters', { enrollmentRules, endDate: now }, false],
  ] as const)('%s', (_, over, expected) => {
    expect(canStillEnrol(aCampaign(over), now)).toBe(expected);
  });
});
