import type { ExperimentRow } from '../../contracts/experiment.ts';
import type { Notice } from '../../contracts/webhook.ts';
import { type Mills, revenueOf } from '../analytics/mills.ts';

/** A test that was decided; nothing of one that runs. */
export function decisionNotices({ campaignId, stepId, decision }: ExperimentRow): readonly Notice[] {
  if (!decision) return [];
  const { at, variant, by } = decision;
  const noticeId = `experiment.decided:${campaignId}:${stepId}:${at}`;
  return [{ noticeId, type: 'experiment.decided', at, data: { campaignId, stepId, variant, decidedBy: by } }];
}

export interface Reached {
  readonly campaignId: string;
  readonly contactId: string;
  readonly eventId: string;
  readonly at: string;
  readonly mills: Mills;
  /** The mail it is laid to. */
  readonly laidTo: {
    readonly message: { readonly stepId: string; readonly sendId: string };
    readonly basis: string;
  } | null;
}

/** A goal that was laid to a mail; nothing of one that only counts for the comparison with who was held out. */
export function goalNotices({ campaignId, contactId, eventId, at, mills, laidTo }: Reached): readonly Notice[] {
  if (!laidTo) return [];
  const { stepId, sendId } = laidTo.message;
  const data = { campaignId, stepId, contactId, sendId, eventId, basis: laidTo.basis, value: revenueOf(mills) };
  return [{ noticeId: `goal.reached:${campaignId}:${contactId}:${eventId}`, type: 'goal.reached', at, data }];
}
