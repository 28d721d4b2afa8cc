import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import { mailActivities } from '../../contracts/lead-scoring.ts';
import type { EventWork } from '../../contracts/work.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import { evaluate } from '../../domain/rules/evaluate.ts';
import { triggerWaitId } from '../../domain/sequence/trigger-steps.ts';
import type { NoteActivity } from '../contacts/note-activity.ts';
import { type EnrolDeps, enrolContact } from '../engine/enrol-contact.ts';
import { noteGoal } from '../experiments/note-goal.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SuppressionStore } from '../ports/contact-store.ts';
import type { Queues, Wakes } from '../ports/effects.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { HoldoutStore } from '../ports/holdout-store.ts';
import type { TriggerStore } from '../ports/trigger-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { noteConversions } from './note-conversions.ts';
import { restartWait } from './restart-wait.ts';
import { wakeWaiting } from './wake-waiting.ts';

export interface Deps extends EnrolDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  /** May be a second old. */
  readonly recentCampaigns: Pick<CampaignStore, 'get'>;
  readonly events: Pick<EventStore, 'get' | 'recent'>;
  readonly holdouts: Pick<HoldoutStore, 'keep' | 'record'>;
  readonly triggers: Pick<TriggerStore, 'campaignsOf'>;
  readonly suppressions: SuppressionStore;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
  readonly wakes: Wakes;
  readonly noteActivity: NoteActivity;
  readonly tell: Tell;
}

interface Triggered {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly campaign: Campaign;
  readonly contact: Contact;
  readonly event: ContactEvent;
}

const satisfies = ({ campaign, contact, event }: Triggered, now: string): boolean => {
  const filter = campaign.trigger?.filter;
  return (
    !filter ||
    evaluate(filter, {
      contact,
      messages: [],
      previousSendId: null,
      stickyKey: `${campaign.id}|${contact.id}|trigger`,
      events: [event],
      trigger: event.properties,
      now,
    }).holds
  );
};

/** These names are ours: mails tell of them. */
const isMailActivity = (name: string): boolean => mailActivities.some((one) => one === name);

const accepts = ({ status, trigger }: Campaign, name: string): boolean =>
  (status === 'active' || status === 'paused') && trigger?.event === name;

const stillDeciding = (rows: readonly Enrollment[], campaign: Campaign): Enrollment | undefined =>
  rows.find(
    (row) => row.campaignId === campaign.id && row.pending?.for === 'event' && row.currentStepId === triggerWaitId,
  );

async function enter(triggered: Triggered, rows: readonly Enrollment[]) {
  const { deps, scope, campaign, contact, event } = triggered;
  const deciding = stillDeciding(rows, campaign);
  if (deciding) return restartWait(deps, scope, campaign, deciding, event);
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  const reentry = campaign.trigger?.reentry ?? { rule: 'never' };
  const entrance = { startedBy: event.id, eventId: event.id, reentry };
  const result = await enrolContact({ deps, scope, campaign, sequence }, contact.id, entrance);
  if (result.enrolled) await deps.queues.outbox(result.mails);
}

/**
 * What an event leads to: contacts who wait for it wake, and campaigns that it triggers let them in. Safe to repeat: an entrance by the
 * same event is one entrance, and a wait ends once.
 */
export const handleEvent =
  (deps: Deps): ((work: EventWork) => Promise<void>) =>
  async ({ tenantId, contactId, eventId }) => {
    const scope = { tenantId, principal: 'system' };
    const event = await deps.events.get(scope, contactId, eventId);
    if (!event) return;
    // Before the rules of triggers are asked: they may look at the score.
    await deps.noteActivity(scope, { ...event, mark: isMailActivity(event.name) ? null : `event:${event.id}` });
    const journey = await deps.journeys.load(scope, contactId);
    const { contact } = journey;
    if (!contact) return;
    await noteGoal(deps, scope, journey, event);
    await noteConversions({ ...deps, campaigns: deps.recentCampaigns }, scope, journey, event);
    await wakeWaiting(deps, scope, event);
    const ids = await deps.triggers.campaignsOf(scope, event.name);
    const campaigns = await Promise.all(ids.map((id) => deps.campaigns.get(scope, id)));
    const wanting = campaigns.filter((one): one is Campaign => one !== undefined && accepts(one, event.name));
    if (wanting.length === 0) return;
    const now = deps.clock.now();
    for (const campaign of wanting) {
      const barred = await deps.suppressions.suppressedAmong(scope, [contact.email], campaign.category);
      if (exclusionOf(contact, barred.size > 0, { campaign, now })) continue;
      const triggered: Triggered = { deps, scope, campaign, contact, event };
      if (satisfies(triggered, now)) await enter(triggered, journey.enrollments);
    }
  };
