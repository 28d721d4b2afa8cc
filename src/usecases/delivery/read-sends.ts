import type { Campaign } from '../../contracts/campaign.ts';
import type { Sends } from '../../contracts/guardrail.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import { noSends, sendsOf, sendsSince, sumOfSends } from '../../domain/delivery/sends.ts';
import { later } from '../../domain/later.ts';
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
const dayMs = 86_400_000;

/** All that a campaign sent. */
export async function campaignSends({ stats }: SendsDeps, scope: TenantScope, { id, shards }: Campaign) {
  const rows = await stats.read(scope, id, shards, null, null);
  return sendsOf(addCounters(...rows.map(({ counters }) => counters)));
}

/** What a sender sent on the day of `now` (UTC). */
export async function senderToday(
  { sendingDays }: SendsDeps,
  scope: TenantScope,
  { fromEmail }: Campaign,
  now: string,
): Promise<Sends> {
  return fromEmail ? sumOfSends(await sendingDays.read(scope, fromEmail, dayOf(now, 'UTC'))) : noSends;
}

/** What the sender of a campaign sent in the last seven days; if the guardrail was acknowledged since, what came after that. */
export async function senderSends(
  { sendingDays }: Pick<SendsDeps, 'sendingDays'>,
  scope: TenantScope,
  { fromEmail, acknowledged }: Campaign,
  now: string,
): Promise<Sends> {
  if (!fromEmail) return noSends;
  const week = dayOf(later(now, -(senderDays - 1) * dayMs), 'UTC');
  const seenDay = acknowledged && dayOf(acknowledged.at, 'UTC');
  if (!seenDay || seenDay < week) return sumOfSends(await sendingDays.read(scope, fromEmail, week));
  return sendsSince(sumOfSends(await sendingDays.read(scope, fromEmail, seenDay)), acknowledged.senderToday);
}
