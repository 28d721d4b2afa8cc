import type { Counters } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import type { Sighting } from '../../contracts/sighting.ts';
import { applyEvent } from '../../domain/analytics/apply-event.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import { isHuman } from '../../domain/analytics/engagement.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { providerWordOf } from '../../domain/delivery/provider-brake.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { Count } from '../ports/journey-store.ts';
import { mergeCounts } from './merge-counts.ts';
import type { ProviderNews } from './watch-providers.ts';

export const keyOf = (ref: { tenantId: string; contactId: string; sendId: string }): string =>
  `${ref.tenantId}|${ref.contactId}|${ref.sendId}`;

interface Recorded {
  readonly changed: readonly { readonly row: Message; readonly seenRev: number }[];
  /** Every mail as it is after the events. */
  readonly after: readonly Message[];
  readonly counts: readonly Count[];
  /** The same by the From address of each mail. */
  readonly ofSenders: readonly { readonly email: string; readonly counters: Partial<Counters> }[];
  /** What mailbox providers said. */
  readonly news: readonly ProviderNews[];
  /** Events that come again and were left to their copies. */
  readonly left: readonly TrackingEvent[];
}

/** A Send event says nothing new of a mail that its sender has marked; it only has to be counted, which any other event does as well. */
const mayBeLeft = (message: Message, event: TrackingEvent): boolean =>
  event.comesAgain === true && event.type === 'sent' && message.status === 'sent' && message.flags.sent === null;

/** Notes on opens and clicks that had counted as a person's, and do not any more, when that was found out. */
function noteRestated(before: Message, after: Message, now: string): Message {
  const human = new Set(before.seen.filter(isHuman).map(({ id }) => id));
  const turned = (sighting: Sighting): boolean => human.has(sighting.id) && !isHuman(sighting);
  if (!after.seen.some(turned)) return after;
  return { ...after, seen: after.seen.map((one) => (turned(one) ? { ...one, restatedAt: now } : one)) };
}

/** The rows and counters of one tenant's events, all copies of an event folded into one. */
export function fold(
  events: readonly TrackingEvent[],
  messages: readonly Message[],
  campaigns: ReadonlyMap<string, Campaign>,
  now: string,
): Recorded {
  const rows = new Map(messages.map((message) => [keyOf(message), { seen: message, now: message }]));
  const counts: Count[] = [];
  const ofSenders: { email: string; counters: Partial<Counters> }[] = [];
  const news: ProviderNews[] = [];
  const left: TrackingEvent[] = [];
  const lastOnes = events.filter(({ comesAgain }) => comesAgain);
  for (const event of [...events.filter(({ comesAgain }) => !comesAgain), ...lastOnes]) {
    const row = rows.get(keyOf(event.ref));
    if (!row) continue;
    if (mayBeLeft(row.now, event)) {
      left.push(event);
      continue;
    }
    const { message, counts: moves } = applyEvent(row.now, event);
    const word = event.provider && providerWordOf(event, row.now, message);
    if (event.provider && word) news.push({ provider: event.provider, word });
    row.now = message;
    const campaign = campaigns.get(message.campaignId);
    if (!campaign) continue;
    const email = message.from ?? campaign.fromEmail;
    for (const { counter, at, by } of moves) {
      if (email) ofSenders.push({ email, counters: { [counter]: by } });
      counts.push({
        campaignId: campaign.id,
        shards: campaign.shards,
        day: dayOf(at, campaign.timezone),
        stepId: message.stepId,
        ...cellField(message),
        counters: { [counter]: by },
      });
    }
  }
  const changed = [...rows.values()].filter((row) => row.seen !== row.now);
  return {
    changed: changed.map((row) => ({
      row: { ...noteRestated(row.seen, row.now, now), rev: row.seen.rev + 1 },
      seenRev: row.seen.rev,
    })),
    after: [...rows.values()].map((row) => row.now),
    counts: mergeCounts(counts),
    ofSenders,
    news,
    left,
  };
}
