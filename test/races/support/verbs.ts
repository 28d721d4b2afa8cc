import { pauseCampaign } from '../../../src/usecases/campaigns/change-status.ts';
import { resumeCampaign } from '../../../src/usecases/campaigns/resume-campaign.ts';
import { deliver, takeMessages } from './deliver.ts';
import type { Stage } from './stage.ts';

/** A pause that does not wait until the senders have heard of it. */
export const pauseNow = ({ common, scope }: Stage, campaignId: string) =>
  pauseCampaign({ ...common, drained: async () => {} })(scope, campaignId);

export const resumeNow = ({ common, scope }: Stage, campaignId: string) =>
  resumeCampaign(common)(scope, campaignId, { policy: 'now', acknowledge: false });

/** A resume whose messages are worked off at once. */
export async function resumeAndRelease(stage: Stage, campaignId: string): Promise<void> {
  await resumeNow(stage, campaignId);
  for (const message of takeMessages(stage, 'plan')) await deliver(stage, message);
}
