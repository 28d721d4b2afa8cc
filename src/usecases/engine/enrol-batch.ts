import type { Campaign } from '../../contracts/campaign.ts';
import type { Sequence } from '../../contracts/step.ts';
import { Chunk, type EnrolWork, type OutboxWork } from '../../contracts/work.ts';
import { shardOf } from '../../domain/ids.ts';
import { newEnrollment } from '../../domain/sequence/enroll.ts';
import { parked } from '../../domain/sequence/stop.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Blobs, Clock, Executions, Queues } from '../ports/effects.ts';
import type { Journey, JourneyStore } from '../ports/journey-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { TenantScope } from '../scope.ts';
import { moveEnrollment, outboxOf, startWaitOf } from './move-enrollment.ts';
import { publishedSequences } from './published-sequence.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly plans: Pick<PlanStore, 'finishChunk'>;
  readonly blobs: Pick<Blobs, 'getJson'>;
  readonly queues: Pick<Queues, 'outbox'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

const atOnce = 10;
const firstEntry = 1;

interface Batch {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly campaign: Campaign;
  readonly sequence: Sequence;
}

const messagesOfCampaign = (journey: Journey, campaignId: string) =>
  journey.messages.filter((message) => message.campaignId === campaignId);

/** Repeats what a first attempt may have left undone after its commit. */
async function repeatEffects({ deps, campaign }: Batch, journey: Journey): Promise<readonly OutboxWork[]> {
  const enrollment = journey.enrollments.find((row) => row.campaignId === campaign.id && row.entry === firstEntry);
  if (enrollment) await startWaitOf(deps.executions, enrollment);
  return outboxOf(messagesOfCampaign(journey, campaign.id));
}

/** Enrolls one contact and takes it to its first wait; answers with the mails to hand to the sender. */
async function enrolOne(batch: Batch, contactId: string): Promise<readonly OutboxWork[]> {
  const { deps, scope, campaign, sequence } = batch;
  const journey = await deps.journeys.load(scope, contactId);
  if (!journey.contact) return [];
  if (journey.enrollments.some((row) => row.campaignId === campaign.id && row.entry === firstEntry))
    return repeatEffects(batch, journey);

  const now = deps.clock.now();
  const key = { tenantId: scope.tenantId, campaignId: campaign.id, contactId, entry: firstEntry };
  const fresh = {
    ...newEnrollment(key, sequence, campaign.version, shardOf(contactId, campaign.shards), now),
    generation: 1,
  };
  if (campaign.status === 'paused') {
    await deps.journeys.commit(scope, { enrollments: [{ row: parked(fresh, 'campaign_paused', now), seenRev: null }] });
    return [];
  }
  const decision = await moveEnrollment(deps, scope, {
    campaign,
    sequence,
    enrollment: fresh,
    seenRev: null,
    contact: journey.contact,
    messages: [],
    now,
  });
  if (!decision) throw new Error(`Contact ${contactId} changed while it was enrolled`);
  await startWaitOf(deps.executions, decision.enrollment);
  return outboxOf(decision.messages);
}

/** Takes every contact of a chunk to its first wait. Repeating a chunk, whole or in part, changes nothing. */
export function enrolBatch(deps: Deps): (work: EnrolWork) => Promise<void> {
  const readSequence = publishedSequences(deps.campaigns);
  return async (work) => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    if (campaign && (campaign.status === 'active' || campaign.status === 'paused')) {
      const { contactIds } = Chunk.parse(await deps.blobs.getJson(work.key));
      const batch = { deps, scope, campaign, sequence: await readSequence(scope, campaign.id, campaign.version) };
      const mails = await inParallel(contactIds, atOnce, (id) => enrolOne(batch, id));
      await deps.queues.outbox(mails.flat());
    }
    await deps.plans.finishChunk(scope, work.campaignId, work.launchId, work.chunk, deps.clock.now());
  };
}
