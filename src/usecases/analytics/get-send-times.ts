import type { SendTimeReport } from '../../contracts/analytics.ts';
import { isInCell } from '../../domain/analytics/cell.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import { ok } from '../../domain/result.ts';
import { type ArmCounts, sendTimeLift } from '../../domain/schedule/send-time-lift.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { CounterRow, StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

function armOf(rows: readonly CounterRow[], arm: string): ArmCounts {
  const mine = rows.filter(({ variant }) => isInCell(variant, arm)).map(({ counters }) => counters);
  const { emailsSent, uniqueOpens, uniqueClicks } = addCounters(...mine);
  return { sent: emailsSent, opened: uniqueOpens, clicked: uniqueClicks };
}

/** What send-time optimization brought in a campaign, measured against the mails that left at random times. */
export const getSendTimes =
  ({ campaigns, stats }: { campaigns: Pick<CampaignStore, 'get'>; stats: Pick<StatsStore, 'read'> }) =>
  async (scope: TenantScope, id: string): Outcome<SendTimeReport> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const rows = await stats.read(scope, id, campaign.shards, null, null);
    const arms = { optimized: armOf(rows, 'optimized'), explored: armOf(rows, 'explored') };
    return ok({ ...arms, ...sendTimeLift(arms) });
  };
