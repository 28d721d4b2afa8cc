import type { Campaign } from '../../contracts/campaign.ts';
import type { ExperimentRow, LookInput } from '../../contracts/experiment.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { newExperiment } from '../../domain/experiment/start.ts';
import { localSendInstants } from '../../domain/schedule/local-send-instants.ts';
import { hasVariants } from '../../domain/sequence/variants.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { ExperimentRuns, ExperimentStore } from '../ports/experiment-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly readSequence: ReadSequence;
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly experiments: Pick<ExperimentStore, 'get' | 'create'>;
  readonly experimentRuns: ExperimentRuns;
  readonly clock: Clock;
}

/** Starts the execution that looks at a test, if one is left to do. */
export async function startLooking(runs: ExperimentRuns, row: ExperimentRow): Promise<void> {
  const { tenantId, campaignId, stepId, generation, nextLookAt } = row;
  if (nextLookAt === null) return;
  const input: LookInput = { tenantId, campaignId, stepId, generation, waitUntil: nextLookAt };
  await runs.start(input);
}

/** Contacts who come to a test mail of a campaign that reads its audience at the launch; nobody knows for the others. */
async function audienceOf({ segments }: Deps, scope: TenantScope, campaign: Campaign): Promise<number | null> {
  if (campaign.campaignType === 'triggered' || campaign.segmentId === null) return null;
  return (await segments.get(scope, campaign.segmentId))?.memberCount ?? null;
}

/** When the clock of the tests begins to run: now, or where contacts begin at a local time, when that comes in the zone of the campaign. */
function startOf({ startLocal, timezone, launchedAt }: Campaign, now: string): string {
  if (startLocal === null) return now;
  const [begin] = localSendInstants(startLocal, [timezone], launchedAt ?? now);
  return begin && begin.at > now ? begin.at : now;
}

/**
 * Begins the tests on mails of the published version, with their rules as they are now. In triggered campaigns the clock runs from
 * the first mail of the test, which the sweeper sees. A test that has begun is left as it is; repeating this changes nothing.
 */
export async function beginTests(deps: Deps, scope: TenantScope, campaign: Campaign): Promise<void> {
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  const tested = sequence.steps.flatMap((step) => (step.kind === 'email' && hasVariants(step) ? [step] : []));
  if (tested.length === 0) return;
  const beginning = {
    tenantId: scope.tenantId,
    campaignId: campaign.id,
    audience: await audienceOf(deps, scope, campaign),
    startedAt: startOf(campaign, deps.clock.now()),
    waits: campaign.campaignType === 'triggered',
  };
  await deps.experiments.create(tested.map((step) => newExperiment(step, beginning)));
  for (const { id: stepId } of tested) {
    const row = await deps.experiments.get(scope, { campaignId: campaign.id, stepId });
    if (row) await startLooking(deps.experimentRuns, row);
  }
}

/** The same as work of its own: a version was published that tests mails. */
export const beginTestsOf =
  (deps: Deps & { readonly campaigns: Pick<CampaignStore, 'get'> }) =>
  async ({ tenantId, campaignId }: Extract<PlanWork, { kind: 'begin_tests' }>): Promise<void> => {
    const scope = { tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, campaignId);
    if (campaign && campaign.launchedAt !== null && campaign.status !== 'archived')
      await beginTests(deps, scope, campaign);
  };
