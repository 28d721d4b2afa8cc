import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import { applyEvent } from '../../domain/analytics/apply-event.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { Count } from '../ports/journey-store.ts';
import { mergeCounts } from './merge-counts.ts';

export const keyOf = (ref: { tenantId: string; contactId: string; sendId: string }): string =>
  `${ref.tenantId}|${ref.contactId}|${ref.sendId}`;

interface Recorded {
  readonly changed: readonly { readonly row: Message; readonly seenRev: number }[];
  readonly counts: readonly Count[];
  /** Events that come again and were left to their copies. */
  readonly left: readonly TrackingEvent[];
}

/** A Send event says nothing new of a mail that its sender has marked; it only has to be counted, which any other event does as well. */
const mayBeLeft = (message: Message, event: TrackingEvent): boolean =>
  event.comesAgain === true && event.type === 'sent' && message.status === 'sent' && message.flags.sent === null;

/** The rows and counters of one tenant's events, all copies of an event folded into one. */
export function fold(
  events: readonly TrackingEvent[],
  messages: readonly Message[],
  campaigns: ReadonlyMap<string, Campaign>,
): Recorded {
  const rows = new Map(messages.map((message) => [keyOf(message), { seen: message, now: message }]));
  const counts: Count[] = [];
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
        ...cellField(message),
        counters: { [counter]: by },
      });
  }
  const changed = [...rows.values()].filter(({ seen, now }) => seen !== now);
  return {
    changed: changed.map(({ seen, now }) => ({ row: { ...now, rev: seen.rev + 1 }, seenRev: seen.rev })),
    counts: mergeCounts(counts),
    left,
  };
}
