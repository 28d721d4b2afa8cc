import type { Campaign } from '../../contracts/campaign.ts';
import type { Migration, MigrationPlan } from '../../contracts/migration.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { contentHashOf } from '../../domain/ids.ts';
import { ok } from '../../domain/result.ts';
import { asksOf } from '../../domain/sequence/asks.ts';
import { entryOf } from '../../domain/sequence/graph.ts';
import { gatherVariants, spreadVariants } from '../../domain/sequence/spread-variants.ts';
import { withoutTriggerSteps, withTriggerSteps } from '../../domain/sequence/trigger-steps.ts';
import { compileStepBlocks } from '../content/compile-step-blocks.ts';
import { migrationKey } from '../engine/migrate-enrollments.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import { spoiledTests } from '../experiments/spoiled-tests.ts';
import type { CampaignStore, PublishedVersion, VersionSummary } from '../ports/campaign-store.ts';
import type { Blobs, Clock, Queues } from '../ports/effects.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import { changedMeanwhile, conflict, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type JudgeDeps, judgeSequence, resolveTemplates } from './judge-sequence.ts';
import { migrationFaults, planMigration } from './migration.ts';
import { withSegmentIds } from './segment-conditions.ts';
import { faultsOf } from './steps.ts';

export interface Deps extends JudgeDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'getVersion' | 'listVersions' | 'publish' | 'saveDraft'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments'>;
  readonly readSequence: ReadSequence;
  readonly clock: Clock;
}

export interface PublishDeps extends Deps {
  readonly experiments: Pick<ExperimentStore, 'list'>;
  readonly blobs: Pick<Blobs, 'putJson'>;
  readonly queues: Pick<Queues, 'plan'>;
}

/** Blocks are the editor's; what is sent is the HTML. */
const withoutBlocks = (sequence: Sequence): Sequence => ({
  ...sequence,
  steps: sequence.steps.map((step) => {
    if (step.kind !== 'email') return step;
    const { blocks: _, ...sent } = step;
    return sent;
  }),
});

/** The draft as it would be published: blocks compiled, every template's content in place and every segment named by id, under the next number. */
export async function nextVersion(
  deps: JudgeDeps & Pick<Deps, 'clock'> & { campaigns: Pick<CampaignStore, 'getDraft'> },
  scope: TenantScope,
  campaign: Campaign,
): Promise<PublishedVersion> {
  const draft = await deps.campaigns.getDraft(scope, campaign.id);
  const { sequence: compiled } = await compileStepBlocks(deps.compileBlocks, draft);
  const spread = spreadVariants(compiled);
  const resolved = await resolveTemplates(scope, spread.flat, deps.templates);
  const named = await withSegmentIds(deps, scope, gatherVariants(compiled, spread, resolved.sequence));
  const sequence = withTriggerSteps(withoutBlocks(named), campaign.trigger);
  const contentHash = contentHashOf(JSON.stringify(sequence));
  return { number: campaign.version + 1, sequence, contentHash, publishedAt: deps.clock.now() };
}

export const listVersions =
  ({ campaigns }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<{ items: VersionSummary[] }> => {
    if (!(await campaigns.get(scope, id))) return notFound('campaign');
    const versions = await campaigns.listVersions(scope, id);
    return ok({ items: versions.toSorted((a, b) => b.number - a.number) });
  };

interface WholeVersion extends VersionSummary {
  readonly entry: string | null;
  readonly steps: Sequence['steps'];
}

const whole = ({ number, contentHash, publishedAt, sequence }: PublishedVersion): WholeVersion => ({
  number,
  contentHash,
  publishedAt,
  entry: entryOf(sequence),
  steps: sequence.steps,
});

export const getVersion =
  ({ campaigns }: Deps) =>
  async (scope: TenantScope, id: string, number: number): Outcome<WholeVersion> => {
    if (!(await campaigns.get(scope, id))) return notFound('campaign');
    const version = await campaigns.getVersion(scope, id, number);
    return version ? ok(whole(version)) : notFound('version');
  };

/** Why the draft cannot replace the running version. */
async function refusalOfDraft(deps: Deps, scope: TenantScope, campaign: Campaign, version: PublishedVersion) {
  const draft = await deps.campaigns.getDraft(scope, campaign.id);
  const faults = faultsOf(await judgeSequence(scope, draft, deps, campaign));
  if (faults.length > 0) return invalid('Nothing was published: mend every fault of the draft first.', faults);
  const running = await deps.campaigns.getVersion(scope, campaign.id, campaign.version);
  return running?.contentHash === version.contentHash
    ? conflict(`The draft is what version ${running.number} says already. Edit its steps first.`)
    : undefined;
}

/** The draft as a version that may replace the running one, or why it may not. */
async function publishable(deps: Deps, scope: TenantScope, id: string) {
  const campaign = await deps.campaigns.get(scope, id);
  if (!campaign) return notFound('campaign');
  const refusal = refusalOf('publish', campaign.status);
  if (refusal) return conflict(refusal);
  const version = await nextVersion(deps, scope, campaign);
  const refused = await refusalOfDraft(deps, scope, campaign, version);
  return refused ?? ok({ campaign, version });
}

/** What publishing the draft would do to the contacts who are on their way. Nothing is changed. */
export const previewMigration =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, migration: Migration): Outcome<MigrationPlan> => {
    const next = await publishable(deps, scope, id);
    if (!next.ok) return next;
    return ok(await planMigration(deps, scope, next.value.campaign, next.value.version.sequence, migration));
  };

type Published = WholeVersion & { readonly rev: number; readonly migration: MigrationPlan };

async function publish(
  deps: PublishDeps,
  scope: TenantScope,
  campaign: Campaign,
  version: PublishedVersion,
  migration: Migration,
): Outcome<Published> {
  const spoiled = await spoiledTests(deps, scope, campaign, version.sequence);
  if (spoiled.length > 0) return invalid('Nothing was published: a test that runs must not change.', spoiled);
  const plan = await planMigration(deps, scope, campaign, version.sequence, migration);
  const faults = migrationFaults(plan, version.sequence, migration);
  if (faults.length > 0) return invalid('Nothing was published: contacts on their way need a decision.', faults);
  if (migration.migrate === 'move')
    await deps.blobs.putJson(migrationKey(scope.tenantId, campaign.id, version.number), migration);
  const changed = { ...campaign, version: version.number, rev: campaign.rev + 1, updatedAt: version.publishedAt };
  if (!(await deps.campaigns.publish(changed, campaign.rev, version))) return changedMeanwhile('campaign');
  if (migration.migrate === 'move') await deps.queues.plan(migrateWork(changed));
  if (asksOf(version.sequence).experiments.length > 0)
    await deps.queues.plan({ kind: 'begin_tests', tenantId: scope.tenantId, campaignId: campaign.id });
  return ok({ ...whole(version), rev: changed.rev, migration: plan });
}

const migrateWork = ({ tenantId, id, version }: Campaign): PlanWork => ({
  kind: 'migrate',
  tenantId,
  campaignId: id,
  version,
  status: 0,
  shard: 0,
  cursor: null,
});

/**
 * Publishes the draft of a running campaign as its next version. Contacts that are on their way keep the version they began with, or move
 * to the new one as the migration says; who enters from now on gets the new one.
 */
export const publishVersion =
  (deps: PublishDeps) =>
  async (scope: TenantScope, id: string, migration: Migration): Outcome<Published> => {
    const next = await publishable(deps, scope, id);
    return next.ok ? publish(deps, scope, next.value.campaign, next.value.version, migration) : next;
  };

/** Goes back to an older version: what it says is published again under the next number, and becomes the draft. */
export const restoreVersion =
  (deps: PublishDeps) =>
  async (scope: TenantScope, id: string, number: number, migration: Migration): Outcome<Published> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('publish', campaign.status);
    if (refusal) return conflict(refusal);
    const old = await deps.campaigns.getVersion(scope, id, number);
    if (!old) return notFound('version');
    if (number === campaign.version) return conflict(`Version ${number} is the one that runs.`);
    const version = { ...old, number: campaign.version + 1, publishedAt: deps.clock.now() };
    const draft = { ...campaign, rev: campaign.rev + 1, updatedAt: version.publishedAt };
    if (!(await deps.campaigns.saveDraft(draft, campaign.rev, withoutTriggerSteps(old.sequence))))
      return changedMeanwhile('campaign');
    return publish(deps, scope, draft, version, migration);
  };
