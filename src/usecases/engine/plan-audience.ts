import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import { zoneOf } from '../../domain/schedule/contact-zone.ts';
import { localSendInstants } from '../../domain/schedule/local-send-instants.ts';
import type { BeginDeps } from '../audience/begin-refresh.ts';
import { membersReady } from '../audience/members-ready.ts';
import { zoneScheduleName } from '../campaigns/schedule-names.ts';
import { beginTests, type Deps as TestDeps } from '../experiments/begin-tests.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { Blobs, Clock, Queues, Schedules } from '../ports/effects.ts';
import type { Plan, PlanStore } from '../ports/plan-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps extends BeginDeps, TestDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly segments: Pick<SegmentStore, 'get' | 'members'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly suppressions: Pick<SuppressionStore, 'suppressedAmong'>;
  readonly plans: PlanStore;
  readonly blobs: Pick<Blobs, 'putJson'>;
  readonly queues: Queues;
  readonly schedules: Pick<Schedules, 'launchAtLocal'>;
  readonly clock: Clock;
}

export interface PlanInput {
  readonly tenantId: string;
  readonly campaignId: string;
  readonly launchId: string;
}

/** Contacts in a chunk: what one EnrolBatch takes to its first wait. */
const chunkSize = 100;
/** Members read at once where their chunks are made zone by zone. */
const zonedPageSize = 500;
/** Pages read by one invocation before it hands on to the next. */
const pagesPerRun = 20;

export const chunkKey = (input: PlanInput, chunk: number): string =>
  `plans/${input.tenantId}/${input.campaignId}/${input.launchId}/${String(chunk).padStart(6, '0')}.json`;

interface Sifted {
  readonly contacts: readonly Contact[];
  readonly excluded: Readonly<Record<string, number>>;
}

async function sift(
  { deps, scope, campaign }: Planning,
  ids: readonly string[],
  counts: Plan['excluded'],
): Promise<Sifted> {
  const contacts = await deps.contacts.getMany(scope, ids);
  const suppressed = await deps.suppressions.suppressedAmong(
    scope,
    contacts.map((contact) => contact.email),
    campaign.category,
  );
  const rules = { campaign, now: deps.clock.now() };
  const excluded: Record<string, number> = { ...counts };
  const keep = (contact: Contact): boolean => {
    const reason = exclusionOf(contact, suppressed.has(contact.email), rules);
    if (reason) excluded[reason] = (excluded[reason] ?? 0) + 1;
    return !reason;
  };
  return { contacts: contacts.filter(keep), excluded };
}

/** Contacts that begin together. */
interface Cohort {
  /** Null where everybody begins at once. */
  readonly zone: string | null;
  readonly contactIds: readonly string[];
}

const chunksOf = (zone: string | null, contacts: readonly Contact[]): readonly Cohort[] => {
  const ids = contacts.map((contact) => contact.id).sort();
  return Array.from({ length: Math.ceil(ids.length / chunkSize) }, (_, i) => ({
    zone,
    contactIds: ids.slice(i * chunkSize, (i + 1) * chunkSize),
  }));
};

const cohortsOf = (campaign: Campaign, contacts: readonly Contact[]): readonly Cohort[] =>
  campaign.startLocal === null
    ? chunksOf(null, contacts)
    : [...Map.groupBy(contacts, (contact) => zoneOf(contact, campaign.timezone).zone)].flatMap(([zone, mine]) =>
        chunksOf(zone, mine),
      );

/** Keeps a chunk on S3, and hands it on: to the enrolment queue, or to the schedule of its zone where its time is still to come. */
async function handOn(planning: Planning, cohort: Cohort, chunk: number, at: string | undefined): Promise<void> {
  const { deps, scope, input } = planning;
  const { tenantId, campaignId, launchId } = input;
  const key = chunkKey(input, chunk);
  await deps.blobs.putJson(key, { contactIds: cohort.contactIds });
  const waits = cohort.zone !== null && at !== undefined && at > deps.clock.now();
  if (cohort.zone !== null) await deps.plans.keepForZone(scope, campaignId, launchId, cohort.zone, chunk);
  if (!waits) await deps.queues.enrol([{ tenantId, campaignId, launchId, chunk, key }]);
}

/** When the zones of these cohorts begin, reckoned from the launch; each that is still to come has its schedule. */
async function openZones(planning: Planning, cohorts: readonly Cohort[], known: Plan['zones']): Promise<Plan['zones']> {
  const { deps, input, campaign } = planning;
  if (campaign.startLocal === null) return known;
  const zones = cohorts.flatMap(({ zone }) => (zone !== null && !(zone in known) ? [zone] : []));
  const begins = localSendInstants(campaign.startLocal, zones, campaign.launchedAt ?? deps.clock.now());
  const { tenantId, campaignId, launchId } = input;
  for (const { zone, at, local } of begins) {
    if (at <= deps.clock.now()) continue;
    const work = { kind: 'zone' as const, tenantId, campaignId, launchId, zone };
    await deps.schedules.launchAtLocal(zoneScheduleName(launchId, zone), local, zone, work);
  }
  return { ...known, ...Object.fromEntries(begins.map(({ zone, at }) => [zone, at])) };
}

interface Planning {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly input: PlanInput;
  readonly campaign: Campaign;
}

/** Reads one page, writes its chunks, and moves the plan on; undefined when somebody else did. Chunks are on S3 and handed on before the plan says so. */
async function planPage(planning: Planning, plan: Plan): Promise<Plan | undefined> {
  const { deps, scope, campaign } = planning;
  const segment = await deps.segments.get(scope, plan.segmentId);
  const limit = campaign.startLocal === null ? chunkSize : zonedPageSize;
  const page = segment
    ? await deps.segments.members(scope, segment, plan.cursor, limit)
    : { contactIds: [], next: null };
  const { contacts, excluded } = await sift(planning, page.contactIds, plan.excluded);
  const cohorts = cohortsOf(campaign, contacts);
  const zones = await openZones(planning, cohorts, plan.zones);
  for (const [i, cohort] of cohorts.entries())
    await handOn(planning, cohort, plan.chunks + i, cohort.zone === null ? undefined : zones[cohort.zone]);
  const next: Plan = {
    ...plan,
    cursor: page.next,
    done: page.next === null,
    chunks: plan.chunks + cohorts.length,
    members: plan.members + page.contactIds.length,
    planned: plan.planned + contacts.length,
    excluded,
    zones,
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

const isUntouched = ({ done, cursor, members }: Plan): boolean => !done && cursor === null && members === 0;

/**
 * Reads the audience page by page and hands it to the enrolment queue in chunks. The cursor lies in the plan row, so a repeated or
 * interrupted run goes on where the row says; enrolling a contact twice is harmless. Members of a dynamic segment that are too old are
 * refreshed first; the end of that refresh calls this again.
 */
export const planAudience =
  (deps: Deps) =>
  async (input: PlanInput): Promise<void> => {
    const scope = { tenantId: input.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, input.campaignId);
    if (campaign?.status !== 'active' || campaign.launchId !== input.launchId) return;
    let plan = await deps.plans.get(scope, input.campaignId, input.launchId);
    if (plan && isUntouched(plan)) {
      const at = campaign.launchedAt ?? deps.clock.now();
      if (!(await membersReady(deps, scope, plan.segmentId, at))) return;
    }
    await beginTests(deps, scope, campaign);
    for (let page = 0; plan && !plan.done; page++) {
      if (page === pagesPerRun) {
        await deps.queues.plan({ ...input, kind: 'plan' });
        return;
      }
      plan =
        (await planPage({ deps, scope, input, campaign }, plan)) ??
        (await deps.plans.get(scope, input.campaignId, input.launchId));
    }
    if (plan?.done) await noteTotal(deps, scope, plan);
  };
