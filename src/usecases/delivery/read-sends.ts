import type { Campaign } from '../../contracts/campaign.ts';
import type { Sends } from '../../contracts/guardrail.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import { sendsOf, sendsSince, sumOfSends } from '../../domain/delivery/sends.ts';
import { dayMs, later } from '../../domain/later.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { SendingDays } from '../ports/sending-days.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';

export interface SendsDeps {
  readonly stats: Pick<StatsStore, 'read'>;
  readonly sendingDays: SendingDays;
}

/** How far guardrails look back at the mails of a sender. */
const senderDays = 7;

/** All that a campaign sent. */
export async function campaignSends({ stats }: SendsDeps, scope: TenantScope, { id, shards }: Campaign) {
  const rows = await stats.read(scope, id, shards, null, null);
  return sendsOf(addCounters(...rows.map(({ counters }) => counters)));
}

/** What addresses sent on the day of `now` (UTC). */
export async function sendersToday(
  { sendingDays }: Pick<SendsDeps, 'sendingDays'>,
  scope: TenantScope,
  emails: readonly string[],
  now: string,
): Promise<Record<string, Sends>> {
  const sends = await Promise.all(emails.map((email) => sendingDays.read(scope, email, dayOf(now, 'UTC'))));
  return Object.fromEntries(emails.map((email, i) => [email, sumOfSends(sends[i] ?? [])]));
}

/** What an address sent in the last seven days; if its guardrail was acknowledged in the campaign since, what came after that. */
export async function senderSends(
  { sendingDays }: Pick<SendsDeps, 'sendingDays'>,
  scope: TenantScope,
  email: string,
  { acknowledged }: Pick<Campaign, 'acknowledged'>,
  now: string,
): Promise<Sends> {
  const week = dayOf(later(now, -(senderDays - 1) * dayMs), 'UTC');
  const seen = acknowledged?.sendersToday[email];
  const seenDay = acknowledged && seen && dayOf(acknowledged.at, 'UTC');
  if (!seenDay || seenDay < week) return sumOfSends(await sendingDays.read(scope, email, week));
  return sendsSince(sumOfSends(await sendingDays.read(scope, email, seenDay)), seen);
}
