import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { MembershipWork, OutboxWork } from '../../contracts/work.ts';
import { type Exclusion, exclusionOf } from '../../domain/campaign/exclusion.ts';
import { type EnrolDeps, enrolContact, type NotEnrolled } from '../engine/enrol-contact.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { Queues } from '../ports/effects.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { SegmentUses } from '../ports/refresh-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';
import { stopContact } from '../tracking/stop-contact.ts';
import { campaignsOfSegment } from './campaigns-of-segment.ts';

export interface Deps extends EnrolDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly suppressions: SuppressionStore;
  readonly uses: Pick<SegmentUses, 'campaignsOf' | 'remove'>;
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly plans: Pick<PlanStore, 'get' | 'countLeftOut'>;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
}

const atOnce = 10;

interface Following {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly work: MembershipWork;
  readonly campaign: Campaign;
}

interface LeftOut {
  readonly contactId: string;
  readonly reason: Exclusion | NotEnrolled;
}

/** Who is in already, or is a member no more, was not left out. */
const isLeftOut = ({ reason }: LeftOut): boolean =>
  reason !== 'already_in' && reason !== 'not_in_segment' && reason !== 'no_contact';

interface Entered {
  readonly mails: readonly OutboxWork[];
  readonly refused: readonly LeftOut[];
}

/** Contacts of the campaign's segment enter it, at its first step; none a second time. */
async function enrol({ deps, scope, work, campaign }: Following, contacts: readonly Contact[]): Promise<Entered> {
  if (contacts.length === 0) return { mails: [], refused: [] };
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  const entrance = {
    startedBy: `segment:${work.cause}`,
    eventId: null,
    reentry: { rule: 'never' as const },
    memberOf: work.segmentId,
    atLocalTime: true as const,
  };
  const enrolled = await inParallel(contacts, atOnce, async ({ id }) => ({
    id,
    ...(await enrolContact({ deps, scope, campaign, sequence }, id, entrance)),
  }));
  return {
    mails: enrolled.flatMap((one) => (one.enrolled ? one.mails : [])),
    refused: enrolled.flatMap((one) => (one.enrolled ? [] : [{ contactId: one.id, reason: one.why }])),
  };
}

/** Whether the launch itself reads, or has read, who is told of here: it counts them then. */
async function isOfLaunch({ deps, scope, work }: Following, campaignId: string, launchId: string): Promise<boolean> {
  const plan = await deps.plans.get(scope, campaignId, launchId);
  if (!plan?.done) return true;
  const refresh = (await deps.segments.get(scope, work.segmentId))?.refreshing;
  return refresh?.id === work.cause && refresh.startedAt <= plan.updatedAt;
}

async function countLeftOut(following: Following, leftOut: readonly LeftOut[]): Promise<void> {
  const { deps, scope, campaign } = following;
  const { id, launchId } = campaign;
  if (launchId === null || leftOut.length === 0 || (await isOfLaunch(following, id, launchId))) return;
  const now = deps.clock.now();
  await inParallel(leftOut.filter(isLeftOut), atOnce, ({ contactId, reason }) =>
    deps.plans.countLeftOut(scope, id, launchId, contactId, reason, now),
  );
}

/** Lets in who is a member now, unless the campaign leaves it out; who is left out is counted by reason, as at a launch. */
async function letIn(following: Following, members: readonly Contact[]): Promise<void> {
  const { deps, scope, campaign } = following;
  const emails = members.map(({ email }) => email);
  const barred = await deps.suppressions.suppressedAmong(scope, emails, campaign.category);
  const rules = { campaign, now: deps.clock.now() };
  const judged = members.map((contact) => ({
    contact,
    reason: exclusionOf(contact, barred.has(contact.email), rules),
  }));
  const allowed = judged.flatMap(({ contact, reason }) => (reason ? [] : [contact]));
  const excluded = judged.flatMap(({ contact: { id }, reason }) => (reason ? [{ contactId: id, reason }] : []));
  const { mails, refused } = await enrol(following, allowed);
  await deps.queues.outbox(mails);
  await countLeftOut(following, [...excluded, ...refused]);
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
  if (newContacts === 'auto_enroll') await letIn(following, contacts.filter(isMember));
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
