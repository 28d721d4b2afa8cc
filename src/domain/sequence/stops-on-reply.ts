import type { Campaign } from '../../contracts/campaign.ts';
import type { Sequence } from '../../contracts/step.ts';
import { factsOf } from '../rules/rule-tree.ts';

const asksAboutReplies = (sequence: Sequence): boolean =>
  sequence.steps.some(
    (step) =>
      step.kind === 'condition' &&
      (step.arms ?? []).some((arm) =>
        factsOf(arm.when).some(({ fact }) => 'engagement' in fact && fact.engagement.event === 'replied'),
      ),
  );

/** Whether a reply ends the enrollment: `auto` leaves it to a sequence that asks about replies itself. */
export const stopsOnReply = (setting: Campaign['stopOnReply'], sequence: Sequence): boolean =>
  setting === 'always' || (setting === 'auto' && !asksAboutReplies(sequence));
