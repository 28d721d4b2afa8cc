import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import { startWaitOf } from '../engine/move-enrollment.ts';
import { chunkKey } from '../engine/plan-audience.ts';
import { wakeAll } from '../engine/wake-all.ts';
import { lookAtForgotten } from '../experiments/look-again.ts';
import { waitsForOutcome } from '../experiments/release.ts';
import { inParallel } from '../in-parallel.ts';
import type { Plan } from '../ports/plan-store.ts';
import type { TenantScope } from '../scope.ts';
import { agoMs, type CampaignJob, type Deps } from './job.ts';

/** What is due for so long has lost its execution, its message or its schedule (architecture §5.6). */
const overdueMs = 15 * 60_000;
/** Queues with a backlog are slow, not broken: chunks get more time. */
const chunkOverdueMs = 60 * 60_000;
/** Enrollments restarted in one run and shard, so that a sweep never is the burst it repairs. */
const restartsPerShard = 500;
const chunksPerRun = 100;
/** Those who wait longest come first. */
const forgottenPerShard = 100;
const atOnce = 10;

/** A scheduled launch whose schedule never fired. */
async function begin(deps: Deps, scope: TenantScope, { id, startDate, launchId }: Campaign): Promise<void> {
  if (!launchId || !startDate || startDate > agoMs(deps, overdueMs)) return;
  await deps.queues.plan({ kind: 'launch', tenantId: scope.tenantId, campaignId: id, launchId });
}

/** Chunks whose time has not come where they are. */
async function chunksOfLaterZones(deps: Deps, scope: TenantScope, plan: Plan): Promise<ReadonlySet<number>> {
  const before = agoMs(deps, overdueMs);
  const later = Object.entries(plan.zones).filter(([, at]) => at > before);
  const chunks = await inParallel(later, atOnce, ([zone]) =>
    deps.plans.chunksOfZone(scope, plan.campaignId, plan.launchId, zone),
  );
  return new Set(chunks.flat());
}

/** An audience whose plan stopped moving, and chunks of it that were never enrolled. */
async function planOn(deps: Deps, scope: TenantScope, { id, launchId }: Campaign): Promise<void> {
  const plan = launchId && (await deps.plans.get(scope, id, launchId));
  if (!plan || !launchId) return;
  const work = { tenantId: scope.tenantId, campaignId: id, launchId };
  if (!plan.done) {
    if (plan.updatedAt < agoMs(deps, overdueMs)) await deps.queues.plan({ kind: 'plan', ...work });
    return;
  }
  if (plan.chunksDone >= plan.chunks || plan.updatedAt > agoMs(deps, chunkOverdueMs)) return;
  const finished = await deps.plans.finishedChunks(scope, id, launchId);
  const waiting = await chunksOfLaterZones(deps, scope, plan);
  const missing = Array.from({ length: plan.chunks }, (_, chunk) => chunk).filter(
    (chunk) => !finished.has(chunk) && !waiting.has(chunk),
  );
  await deps.queues.enrol(
    missing.slice(0, chunksPerRun).map((chunk) => ({ ...work, chunk, key: chunkKey(work, chunk) })),
  );
}

/** Starts a new execution for a wait that ended unseen. Should the old one wake after all, it finds itself replaced. */
async function restart(deps: Deps, scope: TenantScope, enrollment: Enrollment): Promise<number> {
  const row = { ...enrollment, generation: enrollment.generation + 1, rev: enrollment.rev + 1 };
  const committed = await deps.journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] });
  if (committed) await startWaitOf(deps.executions, row);
  return committed ? 1 : 0;
}

async function restartOverdue(deps: Deps, scope: TenantScope, campaign: Campaign): Promise<void> {
  const before = agoMs(deps, overdueMs);
  let restarted = 0;
  for (let shard = 0; shard < campaign.shards; shard++) {
    const overdue = await deps.journeys.pageOverdue(scope, campaign.id, shard, before, restartsPerShard);
    const counts = await inParallel(overdue, atOnce, (enrollment) => restart(deps, scope, enrollment));
    restarted += counts.reduce((sum, one) => sum + one, 0);
  }
  if (restarted > 0) deps.metrics.count('SweptEnrollments', restarted);
}

async function anybodyParked({ journeys }: Deps, scope: TenantScope, campaign: Campaign): Promise<boolean> {
  if ((await journeys.pageHeld(scope, campaign.id, null, 1)).items.length > 0) return true;
  for (let shard = 0; shard < campaign.shards; shard++) {
    const page = await journeys.pageEnrollments(scope, campaign.id, shard, 'held', null, 1);
    if (page.items.some((row) => row.held.includes('campaign_paused'))) return true;
  }
  return false;
}

/** A resume of which some did not hear. */
async function wakeForgotten(deps: Deps, scope: TenantScope, campaign: Campaign): Promise<void> {
  const resumedAt = campaign.pauses.at(-1)?.to;
  if (!resumedAt || resumedAt > agoMs(deps, overdueMs) || !(await anybodyParked(deps, scope, campaign))) return;
  await wakeAll(deps.queues, campaign);
}

/** Tests whose execution is lost, and contacts whom no outcome has reached. */
async function repairTests(deps: Deps, scope: TenantScope, campaign: Campaign): Promise<void> {
  const before = agoMs(deps, overdueMs);
  if (!(await lookAtForgotten(deps, scope, campaign, before))) return;
  for (let shard = 0; shard < campaign.shards; shard++) {
    const page = await deps.journeys.pageEnrollments(scope, campaign.id, shard, 'held', null, forgottenPerShard);
    if (!page.items.some((row) => waitsForOutcome(row) && row.dueAt !== null && row.dueAt < before)) continue;
    const { tenantId, id: campaignId } = campaign;
    await deps.queues.plan({ kind: 'release', tenantId, campaignId, shard, cursor: null });
  }
}

/** Finds what should have happened a while ago and did not, and sets it going again. */
export const sweepCampaign: CampaignJob = {
  statuses: ['scheduled', 'active', 'completed'],
  run: async (deps, scope, campaign) => {
    if (campaign.status === 'scheduled') return begin(deps, scope, campaign);
    // Everybody has had its mail, and still somebody may want to know which one was better.
    if (campaign.status === 'completed') return repairTests(deps, scope, campaign);
    await planOn(deps, scope, campaign);
    await wakeForgotten(deps, scope, campaign);
    await repairTests(deps, scope, campaign);
    await restartOverdue(deps, scope, campaign);
  },
};
