import { describe, expect, it } from 'vitest';
import { CampaignGoal } from '../../../src/contracts/goal.ts';
import { type GroupFigures, holdoutReport } from '../../../src/domain/experiment/holdout-report.ts';
import { holdOut, isKeptOut, noteEntered } from '../../../src/usecases/engine/hold-out.ts';
import { aCampaign, anEnrollment, aSequence, at } from '../../support/builders.ts';

const goal = CampaignGoal.parse({ event: 'order.completed' });
const side = (people: number, goals: number): GroupFigures => ({ people, goals, mills: { EUR: goals * 10_000 } });
const reportOf = (campaign: GroupFigures, holdout: GroupFigures, over = {}) =>
  holdoutReport({ goal, holdoutPercent: 10, ...over }, { campaign, holdout });
const scope = { tenantId: 'ten_1', principal: 'system' };
const now = at('2026-11-25T09:00:00Z');

describe('the report of a hold-out', () => {
  it('says what the campaign brings, with an interval', () => {
    const report = reportOf(side(9_000, 540), side(1_000, 30));
    expect(report).toMatchObject({
      enough: true,
      campaign: { rate: 0.06, revenue: { EUR: 5_400 }, revenuePerPerson: { EUR: 0.6 } },
      holdout: { rate: 0.03, revenuePerPerson: { EUR: 0.3 } },
    });
    expect(report.lift.points).toBeCloseTo(0.03, 10);
    expect(report.sentence).toMatch(
      /^6\.0 % of 9000 people in the campaign reached the goal, and 3\.0 % of 1000 who were held out: \+3\.0 points \(95 % interval \+1\.\d to \+4\.\d\)\. The campaign brings more than nothing\.$/,
    );
  });

  it('does not call chance a finding, and says where a campaign does harm', () => {
    expect(reportOf(side(900, 50), side(100, 5)).sentence).toMatch(/The difference may be chance\.$/);
    expect(reportOf(side(9_000, 90), side(1_000, 50)).sentence).toMatch(/The campaign does harm\.$/);
  });

  it.each([
    ['Not enough data: 99 people', side(99, 9), side(500, 9), {}],
    ['Not enough data: 0 people', side(0, 0), side(0, 0), {}],
    ['Nobody was held out', side(900, 9), side(0, 0), { holdoutPercent: 0 }],
    ['The campaign has no goal', side(900, 0), side(100, 0), { goal: null }],
  ])('says "%s…" honestly, and no figure is NaN', (sentence, campaign, holdout, over) => {
    const report = reportOf(campaign, holdout, over);
    expect(report.sentence).toContain(sentence);
    expect(report.enough).toBe(false);
    expect(JSON.stringify(report)).not.toContain('null,"low"');
    for (const value of Object.values(report.lift)) expect(Number.isFinite(value)).toBe(true);
  });
});

describe('who is held out', () => {
  const campaign = aCampaign({ holdoutPercent: 20 });
  const people = Array.from({ length: 2_000 }, (_, i) => `con_${i}`);
  const kept: unknown[] = [];
  const deps = {
    holdouts: {
      keep: async (...call: unknown[]) => {
        kept.push(call);
        return true;
      },
    },
  };

  it('is drawn by lot, for good, and apart for each campaign', () => {
    const out = people.filter((id) => isKeptOut(campaign, id));
    expect(out.length / people.length).toBeCloseTo(0.2, 1);
    expect(people.filter((id) => isKeptOut({ ...campaign, holdoutPercent: 0 }, id))).toEqual([]);
    const both = out.filter((id) => isKeptOut({ ...campaign, id: 'cmp_2' }, id));
    expect(both.length / out.length).toBeLessThan(0.3);
  });

  it('is counted by its chunk at a launch, one by one else, and as in already where it came another way before', async () => {
    const reasonOf = (startedBy: string | null, before: string | null | undefined) =>
      holdOut(deps, scope, campaign, 'con_1', {
        entrance: { startedBy, eventId: null, reentry: { rule: 'never' } },
        mark:
          before === undefined
            ? undefined
            : { campaignId: 'cmp_1', group: 'holdout', enteredAt: now, startedBy: before, goalAt: null },
        now,
      });
    expect(await reasonOf(null, undefined)).toBe('holdout');
    expect(kept.at(-1)).toMatchObject([scope, 'con_1', { group: 'holdout' }, null]);
    expect(await reasonOf('evt_1', undefined)).toBe('holdout');
    expect(kept.at(-1)).toMatchObject([scope, 'con_1', { startedBy: 'evt_1' }, { shards: 1 }]);
    expect(await reasonOf(null, null)).toBe('holdout');
    expect(await reasonOf(null, 'segment:x')).toBe('already_in');
    expect(await reasonOf('evt_2', 'evt_1')).toBe('holdout');
  });

  it('is compared with those who entered: the first time, and by another way than the launch', async () => {
    kept.length = 0;
    const entered = (over: object) => noteEntered(deps, scope, campaign, { ...anEnrollment(aSequence()), ...over });
    await entered({ startedBy: null });
    await entered({ startedBy: 'evt_1', entry: 2 });
    await noteEntered(deps, scope, { ...campaign, holdoutPercent: 0 }, anEnrollment(aSequence(), { startedBy: 'x' }));
    expect(kept).toEqual([]);
    await entered({ startedBy: 'evt_1' });
    expect(kept).toMatchObject([[scope, 'con_1', { group: 'campaign', startedBy: 'evt_1' }, { shards: 1 }]]);
  });
});
