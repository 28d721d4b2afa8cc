import type { ReviewDeps } from '../src/usecases/campaigns/review-campaign.ts';

/** Loaded when first used: only the checklist renders mails, and what renders them is large. */
export const finishedMails: ReviewDeps['finishedMails'] = async (mails) =>
  (await import('../src/usecases/campaigns/finished-mails.ts')).finishedMails(mails);
