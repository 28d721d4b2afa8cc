import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { stopsOnReply } from '../../domain/sequence/stops-on-reply.ts';
import type { NoteActivity } from '../contacts/note-activity.ts';
import { publishedSequences, type ReadSequence } from '../engine/published-sequence.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions } from '../ports/effects.ts';
import type { JourneyStore, LedgerStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { fold, keyOf } from './fold-events.ts';
import { activityOf } from './mail-activity.ts';
import { type Stop, stopContact } from './stop-contact.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly ledger: Pick<LedgerStore, 'getMessages' | 'getRecentMessages'>;
  readonly executions?: Executions;
  /** Counts what people do with mails towards their scores. */
  readonly noteActivity?: NoteActivity;
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
  readonly left: readonly TrackingEvent[];
}

/** Flags and counters in one transaction: a batch that comes again, whole or in part, adds nothing (design/table). */
async function recordForTenant(deps: Deps, tenantId: string, events: readonly TrackingEvent[]): Promise<Done> {
  const scope = scopeOf(tenantId);
  const refs = [...new Map(events.map((event) => [keyOf(event.ref), event.ref])).values()];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const messages = await (attempt === 0 ? deps.ledger.getRecentMessages(refs) : deps.ledger.getMessages(refs));
    const { changed, counts, left } = fold(events, messages, await campaignsOf(deps, scope, messages));
    if (await deps.journeys.commit(scope, { enrollments: [], changedMessages: changed, counts }))
      return { messages, left };
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
  bounced: async (event, message) =>
    event.bounce?.type === 'Permanent'
      ? { contactId: message.contactId, reason: 'bounced', suppress: 'bounced' }
      : undefined,
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
  if (stop) await stopContact(deps)(scope, stop);
}

/** Mails whose events are recorded in one transaction. */
const mailsAtOnce = 25;
const activitiesAtOnce = 10;

/** The events of so many mails at a time, those of a mail together. */
function* portionsOf(events: readonly TrackingEvent[]): Generator<readonly TrackingEvent[]> {
  const mails = [...Map.groupBy(events, (event) => keyOf(event.ref)).values()];
  for (let from = 0; from < mails.length; from += mailsAtOnce) yield mails.slice(from, from + mailsAtOnce).flat();
}

async function recordPortion(
  deps: Deps,
  readSequence: ReadSequence,
  tenantId: string,
  events: readonly TrackingEvent[],
): Promise<readonly TrackingEvent[]> {
  const { messages, left } = await recordForTenant(deps, tenantId, events);
  const byKey = new Map(messages.map((message) => [keyOf(message), message]));
  for (const event of events) {
    const message = byKey.get(keyOf(event.ref));
    if (message) await stopIfAsked(deps, readSequence, event, message);
  }
  const activities = events.flatMap((event) => activityOf(event, byKey.get(keyOf(event.ref))) ?? []);
  await inParallel(activities, activitiesAtOnce, async (one) => deps.noteActivity?.(scopeOf(tenantId), one));
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
