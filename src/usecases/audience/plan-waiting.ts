import type { Queues } from '../ports/effects.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { TenantScope } from '../scope.ts';
import { campaignsOfSegment, type UseDeps } from './campaigns-of-segment.ts';

export interface LaunchDeps extends UseDeps {
  readonly plans: Pick<PlanStore, 'get'>;
  readonly queues: Pick<Queues, 'plan'>;
}

/** Launches that waited for the members of a segment go on. */
export async function planWaiting(deps: LaunchDeps, scope: TenantScope, segmentId: string): Promise<void> {
  for (const { id, status, launchId } of await campaignsOfSegment(deps, scope, segmentId)) {
    if (status !== 'active' || !launchId) continue;
    const plan = await deps.plans.get(scope, id, launchId);
    if (plan && !plan.done)
      await deps.queues.plan({ kind: 'plan', tenantId: scope.tenantId, campaignId: id, launchId });
  }
}
