import type { ReviewItem } from '../../contracts/campaign.ts';

/** What one check of the pre-launch checklist says. */
export type Verdict = Pick<ReviewItem, 'state' | 'reason' | 'fix'>;

export const pass = (reason: string): Verdict => ({ state: 'pass', reason, fix: null });
export const warn = (reason: string, fix: string): Verdict => ({ state: 'warning', reason, fix });
export const failed = (reason: string, fix: string): Verdict => ({ state: 'fail', reason, fix });
