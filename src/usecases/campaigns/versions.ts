import type { Campaign } from '../../contracts/campaign.ts';
import type { Sequence } from '../../contracts/step.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { contentHashOf } from '../../domain/ids.ts';
import { ok } from '../../domain/result.ts';
import { entryOf } from '../../domain/sequence/graph.ts';
import type { CampaignStore, PublishedVersion, VersionSummary } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { TemplateStore } from '../ports/resource-stores.ts';
import { changedMeanwhile, conflict, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { judgeSequence, resolveTemplates } from './judge-sequence.ts';
import { faultsOf } from './steps.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'getVersion' | 'listVersions' | 'publish'>;
  readonly templates: Pick<TemplateStore, 'get'>;
  readonly clock: Clock;
}

/** The draft as it would be published: every template's content in place, under the next number. */
export async function nextVersion(
  { campaigns, templates, clock }: Pick<Deps, 'templates' | 'clock'> & { campaigns: Pick<CampaignStore, 'getDraft'> },
  scope: TenantScope,
  campaign: Campaign,
): Promise<PublishedVersion> {
  const draft = await campaigns.getDraft(scope, campaign.id);
  const { sequence } = await resolveTemplates(scope, draft, templates);
  const contentHash = contentHashOf(JSON.stringify(sequence));
  return { number: campaign.version + 1, sequence, contentHash, publishedAt: clock.now() };
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
  const faults = faultsOf(await judgeSequence(scope, draft, deps.templates));
  if (faults.length > 0) return invalid('Nothing was published: mend every fault of the draft first.', faults);
  const running = await deps.campaigns.getVersion(scope, campaign.id, campaign.version);
  return running?.contentHash === version.contentHash
    ? conflict(`The draft is what version ${running.number} says already. Edit its steps first.`)
    : undefined;
}

/**
 * Publishes the draft of a running campaign as its next version. Contacts that are on their way keep the version they began with; who
 * enters from now on gets the new one.
 */
export const publishVersion =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<WholeVersion & { rev: number }> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('publish', campaign.status);
    if (refusal) return conflict(refusal);
    const version = await nextVersion(deps, scope, campaign);
    const refused = await refusalOfDraft(deps, scope, campaign, version);
    if (refused) return refused;
    const changed = { ...campaign, version: version.number, rev: campaign.rev + 1, updatedAt: version.publishedAt };
    if (!(await deps.campaigns.publish(changed, campaign.rev, version))) return changedMeanwhile('campaign');
    return ok({ ...whole(version), rev: changed.rev });
  };
