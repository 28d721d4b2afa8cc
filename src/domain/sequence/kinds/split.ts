import type { SplitStep } from '../../../contracts/step.ts';
import { percentileOf } from '../../ids.ts';
import { stepKind } from '../step-kind.ts';
import { goTo, type Walk } from '../walk.ts';

/** Sticky: the version, the step and the contact decide, never a dice (domain §1). */
function enter(walk: Walk, step: SplitStep): Walk {
  const { campaignId, version, contactId } = walk.enrollment;
  const drawn = percentileOf(`${campaignId}|${version}|${step.id}|${contactId}`);
  const arms = step.arms ?? [];
  let reached = 0;
  const taken = arms.findIndex(({ percent }) => {
    reached += percent;
    return drawn < reached;
  });
  // The shares add up to 100 but for rounding: who drew the very last hundredth belongs to the last arm that has a share.
  const index = taken === -1 ? arms.findLastIndex(({ percent }) => percent > 0) : taken;
  const arm = arms[index];
  if (!arm) throw new Error(`Split step ${step.id} of a published sequence has no arms`);
  return goTo(walk, arm.next, {
    what: 'branch',
    detail: `Took arm ${index + 1} of ${arms.length} (${arm.percent} %): the contact drew ${drawn.toFixed(1)} of 100.`,
  });
}

export const split = stepKind('split', {
  exits: (step) => (step.arms ?? []).map((arm, i) => ({ path: `arms.${i}.next`, target: arm.next })),
  longestWaitMs: () => 0,
  enter,
});
