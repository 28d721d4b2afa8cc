import type { Campaign } from '../../contracts/campaign.ts';
import type { Notice } from '../../contracts/webhook.ts';
import type { WebhookData, WebhookEvent } from '../../contracts/webhook-event.ts';

/** Named by the campaign and the instant that its row keeps of the happening, so that it may be told twice. */
const ofCampaign = (type: WebhookEvent, { id }: Campaign, at: string, data: WebhookData = {}): readonly Notice[] => [
  { noticeId: `${type}:${id}:${at}`, type, at, data: { campaignId: id, ...data } },
];

/** Nothing of a launch that is still to come. */
export const launchNotices = (campaign: Campaign): readonly Notice[] =>
  campaign.launchedAt === null ? [] : ofCampaign('campaign.launched', campaign, campaign.launchedAt);

/** The pause that lasts. */
export function pauseNotices(campaign: Campaign): readonly Notice[] {
  const last = campaign.pauses.at(-1);
  if (campaign.status !== 'paused' || last === undefined) return [];
  return ofCampaign('campaign.paused', campaign, last.from, { reason: campaign.pauseReason ?? 'user' });
}

/** The end of the last pause, and the launch where the pause came before it. */
export function resumeNotices(campaign: Campaign, before: Campaign): readonly Notice[] {
  const last = campaign.pauses.at(-1);
  if (!last?.to) return [];
  return [
    ...ofCampaign('campaign.resumed', campaign, last.to, last.policy === null ? {} : { policy: last.policy }),
    ...(before.launchedAt === null ? launchNotices(campaign) : []),
  ];
}

export const completionNotices = (campaign: Campaign): readonly Notice[] =>
  campaign.completedAt === null ? [] : ofCampaign('campaign.completed', campaign, campaign.completedAt);

/** Of a campaign that was archived by its last change. */
export const archiveNotices = (campaign: Campaign): readonly Notice[] =>
  ofCampaign('campaign.archived', campaign, campaign.updatedAt);
