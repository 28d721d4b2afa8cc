import type { Campaign } from '../../contracts/campaign.ts';
import { Chunk, type EnrolWork, type OutboxWork } from '../../contracts/work.ts';
import { launchEntrance } from '../../domain/sequence/entrance.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Blobs, Queues } from '../ports/effects.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { TenantScope } from '../scope.ts';
import { type EnrolDeps, enrolContact } from './enrol-contact.ts';
import { enrolTogether } from './enrol-together.ts';
import { outboxOf, startWaitOf } from './move-enrollment.ts';

export interface Deps extends EnrolDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly plans: Pick<PlanStore, 'finishChunk'>;
  readonly blobs: Pick<Blobs, 'getJson'>;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
}

const atOnce = 10;

interface Entered {
  readonly mails: readonly OutboxWork[];
  /** Contacts who were left out, by reason. */
  readonly excluded: Readonly<Record<string, number>>;
}

/** Lets a chunk of an audience in: most of it together, one by one where the contact's own past has a say or a first attempt died. */
async function enter(deps: Deps, scope: TenantScope, campaign: Campaign, ids: readonly string[]): Promise<Entered> {
  const together = await enrolTogether({ deps, scope, campaign }, ids, deps.clock.now());
  await inParallel(together, atOnce, ({ enrollment }) => startWaitOf(deps.executions, enrollment));
  const begun = new Set(together.map(({ enrollment }) => enrollment.contactId));
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  const entrance = launchEntrance(campaign);
  const alone = await inParallel(
    ids.filter((id) => !begun.has(id)),
    atOnce,
    (id) => enrolContact({ deps, scope, campaign, sequence }, id, entrance),
  );
  const excluded: Record<string, number> = {};
  for (const one of alone) if (!one.enrolled) excluded[one.why] = (excluded[one.why] ?? 0) + 1;
  return {
    mails: [
      ...together.flatMap(({ messages }) => outboxOf(messages)),
      ...alone.flatMap((one) => (one.enrolled ? one.mails : [])),
    ],
    excluded,
  };
}

/** Takes every contact of a chunk to its first wait. Repeating a chunk, whole or in part, changes nothing. */
export const enrolBatch =
  (deps: Deps) =>
  async (work: EnrolWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    let excluded: Entered['excluded'] = {};
    if (campaign && (campaign.status === 'active' || campaign.status === 'paused')) {
      const { contactIds } = Chunk.parse(await deps.blobs.getJson(work.key));
      const entered = await enter(deps, scope, campaign, contactIds);
      await deps.queues.outbox(entered.mails);
      ({ excluded } = entered);
    }
    const { campaignId, launchId, chunk } = work;
    await deps.plans.finishChunk(scope, campaignId, launchId, chunk, excluded, deps.clock.now());
  };
