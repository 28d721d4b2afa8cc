import type { ContactEvent } from '../../contracts/event.ts';
import type { ExperimentRow } from '../../contracts/experiment.ts';
import type { Message } from '../../contracts/message.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import { mailsToGoal } from '../../domain/experiment/goal.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import type { Journey, JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly experiments: Pick<ExperimentStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'commit'>;
}

const isGoalOf = (row: ExperimentRow | undefined, { name }: ContactEvent): boolean =>
  row !== undefined && typeof row.rule.metric !== 'string' && row.rule.metric.goal === name;

async function count(deps: Deps, scope: TenantScope, message: Message, { at }: ContactEvent): Promise<void> {
  const campaign = await deps.campaigns.get(scope, message.campaignId);
  if (!campaign) return;
  const committed = await deps.journeys.commit(scope, {
    enrollments: [],
    changedMessages: [{ row: { ...message, goalAt: at, rev: message.rev + 1 }, seenRev: message.rev }],
    counts: [
      {
        campaignId: campaign.id,
        shards: campaign.shards,
        day: dayOf(at, campaign.timezone),
        stepId: message.stepId,
        ...cellField(message),
        counters: { goals: 1 },
      },
    ],
  });
  if (!committed) throw new Error(`A mail of contact ${message.contactId} changed while its goal was counted`);
}

/** Counts an event for the tests whose goal it is, once for each mail: the mark on the mail and the counter are one write. */
export async function noteGoal(deps: Deps, scope: TenantScope, journey: Journey, event: ContactEvent): Promise<void> {
  for (const message of mailsToGoal(journey.messages, event.at)) {
    const row = await deps.experiments.get(scope, message);
    if (isGoalOf(row, event)) await count(deps, scope, message, event);
  }
}
