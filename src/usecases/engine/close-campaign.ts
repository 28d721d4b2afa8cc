import type { EnrollmentStatus } from '../../contracts/enrollment.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import { stopContact } from '../tracking/stop-contact.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit' | 'pageEnrollments'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

export type CloseWork = Extract<PlanWork, { kind: 'close' }>;

const open: readonly EnrollmentStatus[] = ['enrolled', 'active', 'held'];
const pageSize = 100;
const pagesPerRun = 10;
const atOnce = 10;

/**
 * Ends the enrollments of an archived campaign, shard by shard. Those that ended leave the list, so each page is the first one; a run that
 * dies is simply made again.
 */
export const closeCampaign =
  (deps: Deps) =>
  async (work: CloseWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    if (campaign?.status !== 'archived') return;
    const stop = stopContact(deps);
    let pages = 0;
    for (const status of open) {
      for (;;) {
        const page = await deps.journeys.pageEnrollments(scope, campaign.id, work.shard, status, null, pageSize);
        if (page.items.length === 0) break;
        await inParallel(page.items, atOnce, ({ contactId }) =>
          stop(scope, { contactId, reason: 'campaign_archived', campaignId: campaign.id }),
        );
        pages += 1;
        if (pages === pagesPerRun) return deps.queues.plan(work);
      }
    }
    if (work.shard + 1 < campaign.shards) await deps.queues.plan({ ...work, shard: work.shard + 1 });
  };
