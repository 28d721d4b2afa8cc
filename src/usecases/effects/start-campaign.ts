import type { OutsideAction } from '../../contracts/action.ts';
import type { Effect } from '../../contracts/effect.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import { type EnrolDeps, enrolContact } from '../engine/enrol-contact.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { Queues } from '../ports/effects.ts';
import type { TenantScope } from '../scope.ts';
import type { Attempt } from './run-effect.ts';

export interface StartDeps extends EnrolDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly contacts: Pick<ContactStore, 'get' | 'getMany'>;
  readonly suppressions: SuppressionStore;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
}

type Start = Extract<OutsideAction, { type: 'start_campaign' }>;

const failed = (detail: string): Attempt => ({ outcome: 'failed', detail });

const refusals = {
  no_contact: 'The contact was deleted.',
  already_in: 'The contact is in that campaign already.',
  was_in: 'The contact was in that campaign before, and may not enter it again.',
  in_other_campaign: 'The contact is in another campaign, and that campaign leaves out who is.',
  not_in_segment: 'The contact is not in the segment of that campaign.',
  holdout: 'The contact is held out of that campaign, to see what it brings.',
  too_soon: 'The contact was in that campaign not long enough ago to enter it again.',
} as const;

/** Lets the contact into another campaign that runs, by the rules of that campaign. */
export async function startCampaign(
  deps: StartDeps,
  scope: TenantScope,
  effect: Effect,
  { campaignId }: Start,
): Promise<Attempt> {
  const [campaign, contact] = await Promise.all([
    deps.campaigns.get(scope, campaignId),
    deps.contacts.get(scope, effect.contactId),
  ]);
  if (!contact) return failed(refusals.no_contact);
  if (campaign?.status !== 'active' && campaign?.status !== 'paused')
    return failed('The campaign to start does not run.');
  const suppressed = await deps.suppressions.suppressedAmong(scope, [contact.email], campaign.category);
  const exclusion = exclusionOf(contact, suppressed.size > 0, {
    campaign,
    now: deps.clock.now(),
  });
  if (exclusion) return failed(`The contact may not be mailed: ${exclusion}.`);
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  const entrance = {
    startedBy: effect.id,
    eventId: null,
    reentry: campaign.trigger?.reentry ?? { rule: 'never' as const },
  };
  const result = await enrolContact({ deps, scope, campaign, sequence }, contact.id, entrance);
  if (!result.enrolled) return failed(refusals[result.why]);
  await deps.queues.outbox(result.mails);
  return { outcome: 'done', detail: `The contact entered ${campaign.name}.` };
}
