import type { Contact } from '../../contracts/contact.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { Blobs, Clock, Queues } from '../ports/effects.ts';
import type { Plan, PlanStore } from '../ports/plan-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly segments: Pick<SegmentStore, 'get' | 'members'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly suppressions: Pick<SuppressionStore, 'suppressedAmong'>;
  readonly plans: PlanStore;
  readonly blobs: Pick<Blobs, 'putJson'>;
  readonly queues: Queues;
  readonly clock: Clock;
}

export interface PlanInput {
  readonly tenantId: string;
  readonly campaignId: string;
  readonly launchId: string;
}

/** Contacts in a chunk: what one EnrolBatch takes to its first wait. */
const chunkSize = 100;
/** Pages read by one invocation before it hands on to the next. */
const pagesPerRun = 20;

export const chunkKey = (input: PlanInput, chunk: number): string =>
  `plans/${input.tenantId}/${input.campaignId}/${input.launchId}/${String(chunk).padStart(6, '0')}.json`;

interface Sifted {
  readonly contactIds: readonly string[];
  readonly excluded: Readonly<Record<string, number>>;
}

async function sift(deps: Deps, scope: TenantScope, ids: readonly string[], counts: Plan['excluded']): Promise<Sifted> {
  const contacts = await deps.contacts.getMany(scope, ids);
  const suppressed = await deps.suppressions.suppressedAmong(
    scope,
    contacts.map((contact) => contact.email),
  );
  const excluded: Record<string, number> = { ...counts };
  const keep = (contact: Contact): boolean => {
    const reason = exclusionOf(contact, suppressed.has(contact.email));
    if (reason) excluded[reason] = (excluded[reason] ?? 0) + 1;
    return !reason;
  };
  return {
    contactIds: contacts
      .filter(keep)
      .map((contact) => contact.id)
      .sort(),
    excluded,
  };
}

/** Reads one page, writes its chunk, and moves the plan on; undefined when somebody else did. A chunk is on S3 and on the queue before the plan says so. */
async function planPage(deps: Deps, scope: TenantScope, input: PlanInput, plan: Plan): Promise<Plan | undefined> {
  const segment = await deps.segments.get(scope, plan.segmentId);
  const page = segment
    ? await deps.segments.members(scope, segment, plan.cursor, chunkSize)
    : { contactIds: [], next: null };
  const { contactIds, excluded } = await sift(deps, scope, page.contactIds, plan.excluded);
  const chunks = contactIds.length > 0 ? plan.chunks + 1 : plan.chunks;
  if (contactIds.length > 0) {
    const key = chunkKey(input, plan.chunks);
    await deps.blobs.putJson(key, { contactIds });
    const { tenantId, campaignId, launchId } = input;
    await deps.queues.enrol([{ tenantId, campaignId, launchId, chunk: plan.chunks, key }]);
  }
  const next: Plan = {
    ...plan,
    cursor: page.next,
    done: page.next === null,
    chunks,
    members: plan.members + page.contactIds.length,
    planned: plan.planned + contactIds.length,
    excluded,
    updatedAt: deps.clock.now(),
  };
  return (await deps.plans.advance(scope, next, plan)) ? next : undefined;
}

async function noteTotal(deps: Deps, scope: TenantScope, plan: Plan): Promise<void> {
  for (;;) {
    const campaign = await deps.campaigns.get(scope, plan.campaignId);
    if (!campaign) return;
    const changed = { ...campaign, totalContacts: plan.planned, rev: campaign.rev + 1, updatedAt: deps.clock.now() };
    if (await deps.campaigns.save(changed, campaign.rev)) return;
  }
}

/**
 * Reads the audience page by page and hands it to the enrolment queue in chunks. The cursor lies in the plan row, so a repeated or
 * interrupted run goes on where the row says; enrolling a contact twice is harmless.
 */
export const planAudience =
  (deps: Deps) =>
  async (input: PlanInput): Promise<void> => {
    const scope = { tenantId: input.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, input.campaignId);
    if (campaign?.status !== 'active' || campaign.launchId !== input.launchId) return;
    let plan = await deps.plans.get(scope, input.campaignId, input.launchId);
    for (let page = 0; plan && !plan.done; page++) {
      if (page === pagesPerRun) {
        await deps.queues.plan({ ...input, kind: 'plan' });
        return;
      }
      plan =
        (await planPage(deps, scope, input, plan)) ?? (await deps.plans.get(scope, input.campaignId, input.launchId));
    }
    if (plan?.done) await noteTotal(deps, scope, plan);
  };
