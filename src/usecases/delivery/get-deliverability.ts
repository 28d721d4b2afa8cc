import type { Campaign } from '../../contracts/campaign.ts';
import type { Deliverability, ProviderStanding, SenderStanding } from '../../contracts/deliverability.ts';
import type { ProviderState } from '../../contracts/provider.ts';
import type { Sender } from '../../contracts/resources.ts';
import { capOn } from '../../domain/delivery/daily-cap.ts';
import { isHolding } from '../../domain/delivery/provider-brake.ts';
import { later } from '../../domain/later.ts';
import { ok } from '../../domain/result.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { ProviderStore } from '../ports/provider-store.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { SenderQuota } from '../ports/sender-quota.ts';
import type { SendingDays } from '../ports/sending-days.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { sendersOf } from './campaign-senders.ts';
import { senderSends } from './read-sends.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly sendingDays: SendingDays;
  readonly quota: Pick<SenderQuota, 'used'>;
  readonly providers: Pick<ProviderStore, 'list' | 'troubleSince'>;
  readonly clock: Clock;
}

/** Counters of providers are of the hours that began since. */
const shownMs = 24 * 3_600_000;

async function senderStanding(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
  { id, email, status, paused, ...pace }: Sender,
  timezone: string,
): Promise<SenderStanding> {
  const now = deps.clock.now();
  const today = dayOf(now, timezone);
  const [sends, usedToday] = await Promise.all([
    senderSends(deps, scope, email, campaign, now),
    deps.quota.used(scope, email, today),
  ]);
  const capToday = capOn(pace, today);
  return { senderId: id, email, status, paused, ...sends, capToday, usedToday: capToday === null ? null : usedToday };
}

async function providerStanding(
  { providers, clock }: Deps,
  scope: TenantScope,
  { provider, hold }: ProviderState,
): Promise<ProviderStanding> {
  const now = clock.now();
  const trouble = await providers.troubleSince(scope, provider, later(now, -shownMs).slice(0, 13));
  return { provider, ...trouble, hold: isHolding(hold, now) ? hold : null };
}

/** How the mails of a campaign arrive: what its senders did, how mailbox providers treat the organization, and what is held. */
export const getDeliverability =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Deliverability> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const [senders, { timezone }, states] = await Promise.all([
      sendersOf(deps.senders, scope, campaign),
      deps.settings.get(scope),
      deps.providers.list(scope),
    ]);
    const [bySender, byProvider] = await Promise.all([
      Promise.all(senders.map(({ sender }) => senderStanding(deps, scope, campaign, sender, timezone))),
      Promise.all(states.map((state) => providerStanding(deps, scope, state))),
    ]);
    return ok({ bySender, byProvider, guardrail: campaign.guardrail });
  };
