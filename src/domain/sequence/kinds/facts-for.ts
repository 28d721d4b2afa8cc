import type { Facts } from '../../rules/facts.ts';
import type { Walk } from '../walk.ts';

/** What rules of a step may ask about. A share of the contacts is drawn anew at every step, and stays the same there. */
export const factsFor = (walk: Walk, stepId: string): Facts => {
  const { campaignId, contactId, entry, previousSendId } = walk.enrollment;
  return {
    contact: walk.contact,
    messages: [...walk.input.messages, ...walk.planned],
    previousSendId,
    stickyKey: `${campaignId}|${contactId}|${entry}|${stepId}`,
    events: walk.input.events ?? [],
    trigger: walk.input.trigger?.properties ?? null,
    now: walk.input.now,
  };
};
