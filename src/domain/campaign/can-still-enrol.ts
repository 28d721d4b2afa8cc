import type { Campaign } from '../../contracts/campaign.ts';

/** Whether contacts may enter after the launch, so that a campaign without anybody on the way is not over (architecture §3). */
export function canStillEnrol(campaign: Campaign, now: string): boolean {
  if (campaign.endDate !== null && campaign.endDate <= now) return false;
  return (
    campaign.campaignType === 'triggered' ||
    (campaign.segmentId !== null && campaign.enrollmentRules.newContacts === 'auto_enroll')
  );
}
