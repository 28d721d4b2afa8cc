import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { stopsOnReply } from '../../domain/sequence/stops-on-reply.ts';
import { noticeOf } from '../../domain/webhooks/notice.ts';
import type { NoteActivity } from '../contacts/note-activity.ts';
import type { GuardCampaign } from '../delivery/guard-campaign.ts';
import { publishedSequences, type ReadSequence } from '../engine/published-sequence.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions } from '../ports/effects.ts';
import type { JourneyStore, LedgerStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import type { TellOfStop } from '../webhooks/tell-of-stop.ts';
import { bounceStop } from './bounce-stop.ts';
import { fold, keyOf } from './fold-events.ts';
import type { LookAtOnlookers } from './look-at-onlookers.ts';
import { activityOf } from './mail-activity.ts';
import { sendingCounts } from './sending-counts.ts';
import { type Stop, stopContact } from './stop-contact.ts';
import type { ProviderNews, WatchProviders } from './watch-providers.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly ledger: Pick<LedgerStore, 'getMessages' | 'getRecentMessages'>;
  readonly executions?: Executions;
  /** Prepares opens and clicks; without it there are none among the events. */
  readonly look?: LookAtOnlookers;
  /** Counts what people do with mails towards their scores. */
  readonly noteActivity?: NoteActivity;
  /** Looks at campaigns whose mails bounced or were called spam. */
  readonly guard?: GuardCampaign;
  /** Notes how mailbox providers treat the mails. */
  readonly watch?: WatchProviders;
  /** Passes on what SES does not tell: replies. */
  readonly tell?: Tell;
  readonly tellOfStop?: TellOfStop;
  readonly clock: Clock;
}

const attempts = 8;
const scopeOf = (tenantId: string): TenantScope => ({ tenantId, principal: 'system' });

async function campaignsOf(
  deps: Deps,
  scope: TenantScope,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, Campaign>> {
  const ids = [...new Set(messages.map((message) => message.campaignId))];
  const found = await Promise.all(ids.map((id) => deps.campaigns.get(scope, id)));
  return new Map(found.flatMap((campaign) => (campaign ? [[campaign.id, campaign]] : [])));
}

interface Done {
  readonly messages: readonly Message[];
  readonly after: readonly Message[];
  readonly left: readonly TrackingEvent[];
  readonly news: readonly ProviderNews[];
}

/** Flags and counters in one transaction: a batch that comes again, whole or in part, adds nothing (design/table). */
async function recordForTenant(deps: Deps, tenantId: string, events: readonly TrackingEvent[]): Promise<Done> {
  const scope = scopeOf(tenantId);
  const refs = [...new Map(events.map((event) => [keyOf(event.ref), event.ref])).values()];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const messages = await (attempt === 0 ? deps.ledger.getRecentMessages(refs) : deps.ledger.getMessages(refs));
    const campaigns = await campaignsOf(deps, scope, messages);
    const { changed, counts, ofSenders, ...folded } = fold(events, messages, campaigns, deps.clock.now());
    const sending = sendingCounts(ofSenders, dayOf(deps.clock.now(), 'UTC'));
    if (await deps.journeys.commit(scope, { enrollments: [], changedMessages: changed, counts, sending }))
      return { messages, ...folded };
  }
  throw new Error('Messages changed too often to record their events');
}

type StopRule = (
  event: TrackingEvent,
  message: Message,
  asksAboutReplies: () => Promise<boolean>,
) => Promise<Stop | undefined>;

/** Which events end a contact's enrollments (architecture §5.5). */
const stopRules: { readonly [T in TrackingEvent['type']]?: StopRule } = {
  bounced: async ({ bounce }, message) => bounce && bounceStop(bounce, message.contactId),
  complained: async (_, message) => ({
    contactId: message.contactId,
    reason: 'complained',
    suppress: 'complained',
    unsubscribe: { source: 'complaint', sendId: null },
  }),
  replied: async (_, message, stops) =>
    (await stops()) ? { contactId: message.contactId, reason: 'replied', campaignId: message.campaignId } : undefined,
};

async function stopIfAsked(
  deps: Deps,
  readSequence: ReadSequence,
  event: TrackingEvent,
  message: Message,
): Promise<void> {
  const scope = scopeOf(message.tenantId);
  const stops = async (): Promise<boolean> => {
    const campaign = await deps.campaigns.get(scope, message.campaignId);
    return (
      campaign !== undefined &&
      stopsOnReply(campaign.stopOnReply, await readSequence(scope, campaign.id, message.version))
    );
  };
  const stop = await stopRules[event.type]?.(event, message, stops);
  if (stop) await stopContact(deps)(scope, { ...stop, ledBy: message.sendId });
}

/** Mails whose events are recorded in one transaction. */
const mailsAtOnce = 25;
const activitiesAtOnce = 10;

/** The events of so many mails at a time, those of a mail together. */
function* portionsOf(events: readonly TrackingEvent[]): Generator<readonly TrackingEvent[]> {
  const mails = [...Map.groupBy(events, (event) => keyOf(event.ref)).values()];
  for (let from = 0; from < mails.length; from += mailsAtOnce) yield mails.slice(from, from + mailsAtOnce).flat();
}

/** Campaigns of which a mail bounced or was called spam, with the addresses that those mails came from. */
function suspects(
  events: readonly TrackingEvent[],
  messages: ReadonlyMap<string, Message>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const bad = events.filter(({ type }) => type === 'bounced' || type === 'complained');
  const mails = bad.flatMap(({ ref }) => messages.get(keyOf(ref)) ?? []);
  const byCampaign = Map.groupBy(mails, ({ campaignId }) => campaignId);
  return new Map([...byCampaign].map(([id, mine]) => [id, new Set(mine.flatMap(({ from }) => from ?? []))]));
}

/** Says of earlier clicks that they were a machine's. */
async function tellOfCrowd(deps: Deps, tenantId: string, crowded: readonly TrackingEvent[]): Promise<void> {
  for (const portion of portionsOf(crowded)) await recordForTenant(deps, tenantId, portion);
}

const asTheyAre: LookAtOnlookers = async (_, events) => ({ events, crowded: [], readers: new Map() });

async function recordPortion(
  deps: Deps,
  readSequence: ReadSequence,
  tenantId: string,
  portion: readonly TrackingEvent[],
): Promise<readonly TrackingEvent[]> {
  const scope = scopeOf(tenantId);
  const { events, crowded, readers } = await (deps.look ?? asTheyAre)(scope, portion);
  const { messages, after, left, news } = await recordForTenant(deps, tenantId, events);
  await tellOfCrowd(deps, tenantId, crowded);
  const before = new Map(messages.map((message) => [keyOf(message), message]));
  for (const event of events) {
    const message = before.get(keyOf(event.ref));
    if (message) await stopIfAsked(deps, readSequence, event, message);
  }
  for (const [campaignId, from] of suspects(events, before)) await deps.guard?.(scope, campaignId, from);
  if (news.length > 0) await deps.watch?.(scope, news);
  const now = new Map(after.map((message) => [keyOf(message), message]));
  const activities = events.flatMap((event) => activityOf(event, now.get(keyOf(event.ref))) ?? []);
  await inParallel(activities, activitiesAtOnce, async (one) =>
    deps.noteActivity?.(scope, one, readers.get(one.contactId)),
  );
  const replies = events.filter(({ type }) => type === 'replied');
  const notices = replies.flatMap((event) => {
    const message = now.get(keyOf(event.ref));
    return (message && noticeOf(event, message)) ?? [];
  });
  await deps.tell?.(scope, notices);
  return left;
}

/**
 * Records what happened to mails: first times on the message rows and counters, then the stops that follow. Safe to repeat, in any
 * order. Events whose message does not exist are dropped: the contact was deleted. Answers with the events that it left to the copies
 * that come again.
 */
export function recordEvents(deps: Deps): (events: readonly TrackingEvent[]) => Promise<readonly TrackingEvent[]> {
  const readSequence = publishedSequences(deps.campaigns);
  return async (events) => {
    const left: TrackingEvent[] = [];
    for (const [tenantId, mine] of Map.groupBy(events, (event) => event.ref.tenantId))
      for (const portion of portionsOf(mine))
        left.push(...(await recordPortion(deps, readSequence, tenantId, portion)));
    return left;
  };
}
