import type { Campaign } from '../../contracts/campaign.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import type { CampaignGoal } from '../../contracts/goal.ts';
import type { HoldoutGroup, HoldoutMark } from '../../contracts/holdout.ts';
import { attribute } from '../../domain/analytics/attribution.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import { isGoal, worthOf } from '../../domain/campaign/goal.ts';
import { later } from '../../domain/later.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { goalNotices } from '../../domain/webhooks/outcome-notices.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Conversion, HoldoutStore } from '../ports/holdout-store.ts';
import type { Journey, JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load'>;
  readonly holdouts: Pick<HoldoutStore, 'record'>;
  readonly tell: Tell;
}

type WithGoal = Campaign & { readonly goal: CampaignGoal };

const longestMs = 90 * 86_400_000;
const attempts = 5;

/** Campaigns that an event may be the goal of: what the contact had of them lies within the longest window. */
function campaignsNear({ enrollments, messages, holdouts }: Journey, at: string): ReadonlySet<string> {
  const since = later(at, -longestMs);
  return new Set([
    ...enrollments.flatMap(({ campaignId, enrolledAt }) => (enrolledAt >= since ? [campaignId] : [])),
    ...messages.flatMap(({ campaignId, sentAt, plannedAt }) => ((sentAt ?? plannedAt) >= since ? [campaignId] : [])),
    ...holdouts.flatMap(({ campaignId, enteredAt }) => (enteredAt >= since ? [campaignId] : [])),
  ]);
}

/** The side a contact is on: its mark says so, else it entered by a launch. */
function sideOf({ holdouts, enrollments }: Journey, { id, holdoutPercent }: Campaign): HoldoutMark | undefined {
  if (holdoutPercent === 0) return undefined;
  const known = holdouts.find(({ campaignId }) => campaignId === id);
  if (known) return known;
  const [first] = enrollments.filter(({ campaignId }) => campaignId === id).toSorted((a, b) => a.entry - b.entry);
  if (!first) return undefined;
  return { campaignId: id, group: 'campaign', enteredAt: first.enrolledAt, startedBy: first.startedBy, goalAt: null };
}

interface Side {
  readonly group: HoldoutGroup | null;
  readonly reached: HoldoutMark | null;
}

/** Whether an event counts for the comparison: on both sides only so soon after the contact entered, or would have. */
function sideAt(side: HoldoutMark | undefined, at: string, windowDays: number): Side {
  if (!side || at < side.enteredAt || at > later(side.enteredAt, windowDays * 86_400_000))
    return { group: null, reached: null };
  return { group: side.group, reached: side.goalAt === null ? { ...side, goalAt: at } : null };
}

function conversionOf(journey: Journey, campaign: WithGoal, event: ContactEvent): Conversion | undefined {
  const { id, shards, timezone, goal } = campaign;
  const mine = journey.messages.filter(({ campaignId }) => campaignId === id);
  const found = attribute(mine, event.at, goal.windowDays);
  const side = sideAt(sideOf(journey, campaign), event.at, goal.windowDays);
  if (!found && side.group === null) return undefined;
  return {
    campaignId: id,
    shards,
    contactId: event.contactId,
    eventId: event.id,
    at: event.at,
    mills: worthOf(goal, event),
    laidTo: found ? { ...found, day: dayOf(event.at, timezone), ...cellField(found.message) } : null,
    ...side,
  };
}

/** Counts an event for a campaign whose goal it is, once however often it is handled. */
async function note(deps: Deps, scope: TenantScope, campaign: WithGoal, event: ContactEvent): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const conversion = conversionOf(await deps.journeys.load(scope, event.contactId), campaign, event);
    if (!conversion) return;
    if ((await deps.holdouts.record(scope, conversion)) !== 'changed') return deps.tell(scope, goalNotices(conversion));
  }
  throw new Error(`Mails of contact ${event.contactId} changed too often to count its goal`);
}

/** Counts an event as a conversion of the campaigns whose goal it is, and for both sides of their hold-outs. */
export async function noteConversions(
  deps: Deps,
  scope: TenantScope,
  journey: Journey,
  event: ContactEvent,
): Promise<void> {
  for (const id of campaignsNear(journey, event.at)) {
    const campaign = await deps.campaigns.get(scope, id);
    if (campaign?.goal && isGoal(campaign.goal, event))
      await note(deps, scope, { ...campaign, goal: campaign.goal }, event);
  }
}
