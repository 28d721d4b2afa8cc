import type { Campaign } from '../../contracts/campaign.ts';
import type { Guardrail } from '../../contracts/guardrail.ts';
import { pausedNow } from '../../domain/campaign/paused-now.ts';
import { explainFinding, isGraver, judgeSends } from '../../domain/delivery/guardrail.ts';
import { noSends, sendsSince } from '../../domain/delivery/sends.ts';
import { pauseNotices } from '../../domain/webhooks/campaign-notices.ts';
import { fresh } from '../../domain/webhooks/fresh.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Metrics } from '../ports/effects.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { campaignSends, type SendsDeps, senderSends } from './read-sends.ts';

export interface Deps extends SendsDeps {
  /** As they are now: what is paused here must not have been resumed meanwhile. */
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Tells webhooks. */
  readonly tell: Tell;
  /** Tells the people of the organization. */
  readonly tellTeam: (scope: TenantScope, campaign: Campaign, guardrail: Guardrail) => Promise<void>;
}

/** `from`: the addresses that the bad mails came from. */
export type GuardCampaign = (scope: TenantScope, campaignId: string, from: ReadonlySet<string>) => Promise<void>;

const attempts = 5;

/** The gravest that the mails of the campaign, and those of the addresses, say. */
async function findingOf(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
  from: readonly string[],
): Promise<Guardrail | undefined> {
  const now = deps.clock.now();
  const [all, ...ofSenders] = await Promise.all([
    campaignSends(deps, scope, campaign),
    ...from.map((email) => senderSends(deps, scope, email, campaign, now)),
  ]);
  const judged = [
    { of: 'campaign' as const, sender: null, sends: sendsSince(all, campaign.acknowledged?.campaign ?? noSends) },
    ...ofSenders.map((sends, i) => ({ of: 'sender' as const, sender: from[i] ?? null, sends })),
  ];
  const found = judged.flatMap(({ sends, ...where }) => {
    const finding = judgeSends(sends);
    return finding ? [{ ...where, ...finding }] : [];
  });
  const gravest = found.find((one) => !found.some((other) => isGraver(other.level, one.level)));
  return gravest && { ...gravest, explanation: explainFinding(gravest, gravest.of), at: now };
}

/** A finding is written once; a graver one takes its place, and pauses what runs. */
function guarded(campaign: Campaign, guardrail: Guardrail): Campaign | undefined {
  const known = campaign.guardrail;
  if (known && !isGraver(guardrail.level, known.level)) return undefined;
  const changed = { ...campaign, guardrail, rev: campaign.rev + 1, updatedAt: guardrail.at };
  if (guardrail.level === 'warn') return changed;
  if (campaign.status === 'active') return { ...changed, ...pausedNow(campaign, 'guardrail', guardrail.at) };
  return campaign.status === 'paused' ? { ...changed, pauseReason: 'guardrail' } : changed;
}

/** The batch that led to the pause may have died before it told of it. */
async function tellAgain({ tell, clock }: Deps, scope: TenantScope, campaign: Campaign): Promise<void> {
  if (campaign.pauseReason === 'guardrail') await tell(scope, pauseNotices(campaign).filter(fresh(clock.now())));
}

/**
 * Looks at a campaign after a bounce or complaint: warns, or pauses it, when its mails or those of their sender in seven days come back
 * more often than mailbox providers bear. Mails that are claimed already still leave. Repeating it changes nothing.
 */
export const guardCampaign =
  (deps: Deps): GuardCampaign =>
  async (scope, campaignId, from) => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const campaign = await deps.campaigns.get(scope, campaignId);
      const usual = from.size === 0 && campaign?.fromEmail ? [campaign.fromEmail] : [];
      const guardrail = campaign && (await findingOf(deps, scope, campaign, [...from, ...usual]));
      const changed = guardrail && guarded(campaign, guardrail);
      if (!changed) return campaign && tellAgain(deps, scope, campaign);
      if (!(await deps.campaigns.save(changed, campaign.rev))) continue;
      if (guardrail.level !== 'warn') deps.metrics.count('GuardrailPauses');
      if (campaign.status === 'active') await deps.tell(scope, pauseNotices(changed));
      await deps.tellTeam(scope, changed, guardrail);
      return;
    }
    throw new Error(`Campaign ${campaignId} changed too often to be guarded`);
  };
