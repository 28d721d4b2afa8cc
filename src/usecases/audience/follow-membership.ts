import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { MembershipWork, OutboxWork } from '../../contracts/work.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import { type EnrolDeps, enrolContact } from '../engine/enrol-contact.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { Queues } from '../ports/effects.ts';
import type { SegmentUses } from '../ports/refresh-store.ts';
import type { TenantScope } from '../scope.ts';
import { stopContact } from '../tracking/stop-contact.ts';
import { campaignsOfSegment } from './campaigns-of-segment.ts';

export interface Deps extends EnrolDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly suppressions: SuppressionStore;
  readonly uses: Pick<SegmentUses, 'campaignsOf' | 'remove'>;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
}

const atOnce = 10;

interface Following {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly work: MembershipWork;
  readonly campaign: Campaign;
}

/** Contacts of the campaign's segment enter it, at its first step; none a second time. */
async function enrol(
  { deps, scope, work, campaign }: Following,
  contacts: readonly Contact[],
): Promise<readonly OutboxWork[]> {
  if (contacts.length === 0) return [];
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  const entrance = {
    startedBy: `segment:${work.cause}`,
    eventId: null,
    reentry: { rule: 'never' as const },
    memberOf: work.segmentId,
  };
  const enrolled = await inParallel(contacts, atOnce, ({ id }) =>
    enrolContact({ deps, scope, campaign, sequence }, id, entrance),
  );
  return enrolled.flatMap((one) => (one.enrolled ? one.mails : []));
}

async function follow(following: Following, contacts: readonly Contact[]): Promise<void> {
  const { deps, scope, work, campaign } = following;
  const { newContacts, exitedContacts } = campaign.enrollmentRules;
  const isMember = ({ segments }: Contact): boolean => segments.includes(work.segmentId);
  if (exitedContacts === 'remove_from_sequence') {
    const gone = contacts.filter((contact) => !isMember(contact));
    await inParallel(gone, atOnce, ({ id }) =>
      stopContact(deps)(scope, {
        contactId: id,
        reason: 'segment_left',
        campaignId: campaign.id,
        outside: work.segmentId,
      }),
    );
  }
  if (newContacts !== 'auto_enroll') return;
  const emails = contacts.map(({ email }) => email);
  const barred = await deps.suppressions.suppressedAmong(scope, emails, campaign.category);
  const rules = { campaign, now: deps.clock.now() };
  const allowed = contacts.filter((one) => isMember(one) && !exclusionOf(one, barred.has(one.email), rules));
  await deps.queues.outbox(await enrol(following, allowed));
}

/**
 * What follows in the campaigns of a segment when contacts joined or left it. Each contact is judged by its membership now, whatever the
 * message was sent for, so messages may come late, twice and in any order.
 */
export const followMembership =
  (deps: Deps) =>
  async (work: MembershipWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaigns = (await campaignsOfSegment(deps, scope, work.segmentId)).filter(
      ({ status }) => status === 'active' || status === 'paused',
    );
    if (campaigns.length === 0) return;
    const contacts = await deps.contacts.getMany(scope, work.contactIds);
    for (const campaign of campaigns) await follow({ deps, scope, work, campaign }, contacts);
  };
