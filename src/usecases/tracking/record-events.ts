import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import { applyEvent } from '../../domain/analytics/apply-event.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { stopsOnReply } from '../../domain/sequence/stops-on-reply.ts';
import { publishedSequences, type ReadSequence } from '../engine/published-sequence.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { Count, JourneyStore, LedgerStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { mergeCounts } from './merge-counts.ts';
import { type Stop, stopContact } from './stop-contact.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly ledger: Pick<LedgerStore, 'getMessages'>;
  readonly clock: Clock;
}

const attempts = 8;
const keyOf = (ref: { tenantId: string; contactId: string; sendId: string }): string =>
  `${ref.tenantId}|${ref.contactId}|${ref.sendId}`;
const scopeOf = (tenantId: string): TenantScope => ({ tenantId, principal: 'system' });

interface Recorded {
  readonly changed: readonly { readonly row: Message; readonly seenRev: number }[];
  readonly counts: readonly Count[];
}

/** The rows and counters of one tenant's events, all copies of an event folded into one. */
function fold(
  events: readonly TrackingEvent[],
  messages: readonly Message[],
  campaigns: ReadonlyMap<string, Campaign>,
): Recorded {
  const rows = new Map(messages.map((message) => [keyOf(message), { seen: message, now: message }]));
  const counts: Count[] = [];
  for (const event of events) {
    const row = rows.get(keyOf(event.ref));
    if (!row) continue;
    const { message, counts: moves } = applyEvent(row.now, event);
    row.now = message;
    const campaign = campaigns.get(message.campaignId);
    if (!campaign) continue;
    const day = dayOf(event.at, campaign.timezone);
    for (const { counter, by } of moves)
      counts.push({
        campaignId: campaign.id,
        shards: campaign.shards,
        day,
        stepId: message.stepId,
        counters: { [counter]: by },
      });
  }
  const changed = [...rows.values()].filter(({ seen, now }) => seen !== now);
  return {
    changed: changed.map(({ seen, now }) => ({ row: { ...now, rev: seen.rev + 1 }, seenRev: seen.rev })),
    counts: mergeCounts(counts),
  };
}

async function campaignsOf(
  deps: Deps,
  scope: TenantScope,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, Campaign>> {
  const ids = [...new Set(messages.map((message) => message.campaignId))];
  const found = await Promise.all(ids.map((id) => deps.campaigns.get(scope, id)));
  return new Map(found.flatMap((campaign) => (campaign ? [[campaign.id, campaign]] : [])));
}

/** Flags and counters in one transaction: a batch that comes again, whole or in part, adds nothing (design/table). */
async function recordForTenant(
  deps: Deps,
  tenantId: string,
  events: readonly TrackingEvent[],
): Promise<readonly Message[]> {
  const scope = scopeOf(tenantId);
  const refs = [...new Map(events.map((event) => [keyOf(event.ref), event.ref])).values()];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const messages = await deps.ledger.getMessages(refs);
    const { changed, counts } = fold(events, messages, await campaignsOf(deps, scope, messages));
    if (await deps.journeys.commit(scope, { enrollments: [], changedMessages: changed, counts })) return messages;
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

/**
 * Records what happened to mails: first times on the message rows and counters, then the stops that follow. Safe to repeat, in any
 * order. Events whose message does not exist are dropped: the contact was deleted.
 */
export function recordEvents(deps: Deps): (events: readonly TrackingEvent[]) => Promise<void> {
  const readSequence = publishedSequences(deps.campaigns);
  return async (events) => {
    for (const [tenantId, mine] of Map.groupBy(events, (event) => event.ref.tenantId)) {
      const messages = new Map(
        (await recordForTenant(deps, tenantId, mine)).map((message) => [keyOf(message), message]),
      );
      for (const event of mine) {
        const message = messages.get(keyOf(event.ref));
        if (message) await stopIfAsked(deps, readSequence, event, message);
      }
    }
  };
}
