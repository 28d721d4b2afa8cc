import { type Campaign, type ResumePolicy, resumePolicies } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import { later } from '../../domain/later.ts';
import { ok } from '../../domain/result.ts';
import { dueAfterPauses, wentStale } from '../../domain/schedule/pause-shift.ts';
import { waitsForOutcome } from '../experiments/release.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import { conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments'>;
  readonly clock: Clock;
}

interface Forecast {
  policy: ResumePolicy;
  leaveWithinHour: number;
  skipped: number;
  later: number;
}

const hourMs = 3_600_000;

function forecast(policy: ResumePolicy, waiting: readonly Enrollment[], campaign: Campaign, now: string): Forecast {
  const pauses = campaign.pauses.map((pause) => (pause.to === null ? { ...pause, to: now, policy } : pause));
  const inAnHour = later(now, hourMs);
  const sum: Forecast = { policy, leaveWithinHour: 0, skipped: 0, later: 0 };
  for (const { waitingSince, dueAt, enrolledAt } of waiting) {
    const due = dueAt ?? enrolledAt;
    if (wentStale(due, pauses)) sum.skipped += 1;
    else if (dueAfterPauses(waitingSince ?? enrolledAt, due, pauses) <= inAnHour) sum.leaveWithinHour += 1;
    else sum.later += 1;
  }
  return sum;
}

/** What each way of resuming would do with the contacts that are waiting or parked now. Who waits for the outcome of a test waits on. */
export const previewResume =
  ({ campaigns, journeys, clock }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<{ policies: Forecast[]; held: number }> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    if (campaign.status !== 'paused')
      return conflict(`The campaign is ${campaign.status}. Only a paused campaign can be resumed.`);
    const waiting: Enrollment[] = [];
    let held = 0;
    for (const status of ['held', 'active'] as const) {
      for (let shard = 0; shard < campaign.shards; shard++) {
        let from: string | null = null;
        do {
          const page = await journeys.pageEnrollments(scope, id, shard, status, from, 1000);
          const parked = page.items.filter((row) => !waitsForOutcome(row));
          waiting.push(...parked);
          if (status === 'held') held += parked.length;
          from = page.next;
        } while (from);
      }
    }
    const now = clock.now();
    return ok({ policies: resumePolicies.map((policy) => forecast(policy, waiting, campaign, now)), held });
  };
