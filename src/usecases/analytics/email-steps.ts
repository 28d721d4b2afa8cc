import type { Campaign } from '../../contracts/campaign.ts';
import type { EmailStep, Sequence } from '../../contracts/step.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'getDraft' | 'getVersion'>;
}

/**
 * The sequences whose steps have numbers: the running version (the draft before the first launch), then older ones for steps that only
 * they have.
 */
async function sequencesOf(
  { campaigns }: Deps,
  scope: TenantScope,
  campaign: Campaign,
  counted: ReadonlySet<string>,
): Promise<readonly Sequence[]> {
  if (campaign.version === 0) return [await campaigns.getDraft(scope, campaign.id)];
  const found: Sequence[] = [];
  const known = new Set<string>();
  for (let number = campaign.version; number > 0; number--) {
    const version = await campaigns.getVersion(scope, campaign.id, number);
    if (!version) continue;
    found.push(version.sequence);
    for (const { id } of version.sequence.steps) known.add(id);
    if (counted.isSubsetOf(known)) break;
  }
  return found;
}

/** Email steps in the order they are written; those of older versions come last, and only if they are among the `counted`. */
export async function emailStepsOf(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
  counted: ReadonlySet<string>,
): Promise<readonly EmailStep[]> {
  const emails = new Map<string, EmailStep>();
  for (const [age, { steps }] of (await sequencesOf(deps, scope, campaign, counted)).entries()) {
    for (const step of steps)
      if (step.kind === 'email' && !emails.has(step.id) && (age === 0 || counted.has(step.id)))
        emails.set(step.id, step);
  }
  return [...emails.values()];
}
