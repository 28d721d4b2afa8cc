import { describe, expect, it } from 'vitest';
import { pausedNow } from '../../../src/domain/campaign/paused-now.ts';
import {
  archiveNotices,
  completionNotices,
  launchNotices,
  pauseNotices,
  resumeNotices,
} from '../../../src/domain/webhooks/campaign-notices.ts';
import { aCampaign, at } from '../../support/builders.ts';

const now = at('2026-11-25T09:00Z');
const later = at('2026-11-26T09:00Z');
const running = aCampaign({ launchedAt: at('2026-11-01T09:00Z') });
const paused = (campaign = running, reason: 'user' | 'guardrail' = 'user') => ({
  ...campaign,
  ...pausedNow(campaign, reason, now),
});
const resumed = {
  ...paused(),
  status: 'active' as const,
  pauses: [{ from: now, to: later, policy: 'shift' as const }],
};

describe('what webhooks are told of a campaign', () => {
  it('says why it is paused', () => {
    expect(pauseNotices(paused())).toMatchObject([{ type: 'campaign.paused', at: now, data: { reason: 'user' } }]);
    expect(pauseNotices(paused(running, 'guardrail'))).toMatchObject([{ data: { reason: 'guardrail' } }]);
    expect(pauseNotices(running)).toEqual([]);
  });

  it('names the second pause otherwise than the first', () => {
    const again = { ...resumed, ...pausedNow(resumed, 'user', at('2026-11-27T09:00Z')) };
    expect(pauseNotices(again)[0]?.noticeId).not.toBe(pauseNotices(paused())[0]?.noticeId);
  });

  it('says what becomes of the mails of the pause', () => {
    expect(resumeNotices(resumed, paused())).toMatchObject([
      { type: 'campaign.resumed', at: later, data: { campaignId: 'cmp_1', policy: 'shift' } },
    ]);
  });

  it('tells of the launch of one that was paused before its start, once it starts', () => {
    const waiting = paused(aCampaign({ status: 'scheduled', launchedAt: null }));
    const types = resumeNotices({ ...resumed, launchedAt: later }, waiting).map(({ type }) => type);
    expect(types).toEqual(['campaign.resumed', 'campaign.launched']);
    const scheduled = { ...resumed, status: 'scheduled' as const, launchedAt: null };
    expect(resumeNotices(scheduled, waiting).map(({ type }) => type)).toEqual(['campaign.resumed']);
  });

  it('tells of launch, completion and archive with their own instants, and of none that is to come', () => {
    const over = aCampaign({ launchedAt: now, completedAt: later, updatedAt: later });
    expect([...launchNotices(over), ...completionNotices(over), ...archiveNotices(over)]).toMatchObject([
      { type: 'campaign.launched', at: now },
      { type: 'campaign.completed', at: later },
      { type: 'campaign.archived', at: later },
    ]);
    expect([...launchNotices(aCampaign({ launchedAt: null })), ...completionNotices(aCampaign())]).toEqual([]);
  });
});
