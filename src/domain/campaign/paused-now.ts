import type { Campaign } from '../../contracts/campaign.ts';

/** What a pause changes in a campaign. */
export const pausedNow = (
  { epoch, pauses }: Campaign,
  pauseReason: Campaign['pauseReason'],
  now: string,
): Pick<Campaign, 'status' | 'epoch' | 'pauses' | 'pauseReason'> => ({
  status: 'paused',
  epoch: epoch + 1,
  pauses: [...pauses, { from: now, to: null, policy: null }],
  pauseReason,
});
