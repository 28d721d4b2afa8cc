import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment, StopReason } from '../../contracts/enrollment.ts';
import type { Message, SkipReason } from '../../contracts/message.ts';
import type { SuppressionReason } from '../../contracts/suppression.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import { nextInLine } from '../../domain/audience/priority.ts';
import { type Choices, withChoices } from '../../domain/contact/preferences.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { isOpen, stopped } from '../../domain/sequence/stop.ts';
import { startWaitOf } from '../engine/move-enrollment.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SuppressionChange } from '../ports/contact-store.ts';
import type { Clock, Executions } from '../ports/effects.ts';
import type { Count, Journey, JourneyStore, JourneyWrite } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import type { TellOfStop } from '../webhooks/tell-of-stop.ts';
import { mergeCounts } from './merge-counts.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  /** Starts the enrollment that goes on when one before it was stopped; without it the sweeper does. */
  readonly executions?: Executions;
  /** Tells webhooks who left; without it nobody is told, as of stops that leave the contact as it is. */
  readonly tellOfStop?: TellOfStop;
  readonly clock: Clock;
}

export interface Stop {
  readonly contactId: string;
  readonly reason: StopReason & SkipReason;
  /** Only this campaign; otherwise every one. */
  readonly campaignId?: string;
  /** Only where the contact is not a member of this segment; who enters by it meanwhile finds the stop. */
  readonly outside?: string;
  /** Only where this holds of the contact and its mails. */
  readonly onlyIf?: (journey: Journey) => boolean;
  /** Only campaigns of these categories. */
  readonly categories?: readonly string[];
  /** What the contact wants and declines from now on. */
  readonly choices?: Choices;
  /** Nothing may be sent to the address any more, in any campaign, or in those of the categories. */
  readonly suppress?: SuppressionReason;
  /** The contact asked for it: its consent ends, and this mail counts the unsubscribe. */
  readonly unsubscribe?: { readonly source: string; readonly sendId: string | null };
  /** The mail by which the contact declined: it counts the unsubscribe. */
  readonly declinedBy?: string;
  /** The mail whose event led to it. */
  readonly ledBy?: string;
}

const attempts = 10;

/** A planned mail is skipped. A claimed one may be out already: it keeps its state, but no later claim may take it over. */
const stoppedMessage = (message: Message, reason: SkipReason): Message =>
  message.status === 'planned'
    ? { ...message, status: 'skipped', reason, held: false, rev: message.rev + 1 }
    : { ...message, reason, rev: message.rev + 1 };

const count = (campaign: Campaign, message: Message, now: string, counters: Count['counters']): Count => ({
  campaignId: campaign.id,
  shards: campaign.shards,
  day: dayOf(now, campaign.timezone),
  stepId: message.stepId,
  ...cellField(message),
  counters,
});

interface Stopping {
  readonly journey: Journey;
  readonly stop: Stop;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly now: string;
}

function affected({ stop, campaigns }: Stopping, campaignId: string): boolean {
  if (stop.campaignId && stop.campaignId !== campaignId) return false;
  if (!stop.categories) return true;
  const category = campaigns.get(campaignId)?.category;
  return category != null && stop.categories.includes(category);
}

function messageChanges(stopping: Stopping): { rows: { row: Message; seenRev: number }[]; counts: Count[] } {
  const { journey, stop, campaigns, now } = stopping;
  const rows: { row: Message; seenRev: number }[] = [];
  const counts: Count[] = [];
  for (const message of journey.messages) {
    const campaign = campaigns.get(message.campaignId);
    const open =
      (message.status === 'planned' || (message.status === 'claimed' && !message.reason)) &&
      affected(stopping, message.campaignId);
    const by = stop.unsubscribe?.sendId ?? stop.declinedBy;
    const unsubscribed = by === message.sendId && !message.flags.unsubscribed;
    if (!open && !unsubscribed) continue;
    const row = open ? stoppedMessage(message, stop.reason) : { ...message, rev: message.rev + 1 };
    rows.push({
      row: unsubscribed ? { ...row, flags: { ...row.flags, unsubscribed: now } } : row,
      seenRev: message.rev,
    });
    if (campaign && row.status === 'skipped' && message.status === 'planned')
      counts.push(count(campaign, message, now, { emailsSkipped: 1 }));
    if (campaign && unsubscribed) counts.push(count(campaign, message, now, { unsubscribes: 1 }));
  }
  return { rows, counts };
}

function consentAfter({ consent }: Contact, { unsubscribe }: Stop, now: string): Contact['consent'] {
  if (!unsubscribe || consent.status === 'unsubscribed') return consent;
  return { ...consent, status: 'unsubscribed', source: unsubscribe.source, at: now };
}

function contactChange({ journey: { contact }, stop, now }: Stopping): JourneyWrite['contact'] {
  if (!contact) return undefined;
  const consent = consentAfter(contact, stop, now);
  const optOuts = withChoices(contact.optOuts, stop.choices ?? {});
  if (consent === contact.consent && optOuts === contact.optOuts) return undefined;
  return {
    row: { ...contact, consent, optOuts: [...optOuts], rev: contact.rev + 1, updatedAt: now },
    seenRev: contact.rev,
  };
}

function suppressionsOf({ journey: { contact }, stop, now }: Stopping): readonly SuppressionChange[] {
  const { suppress: reason, categories } = stop;
  if (!reason || !contact) return [];
  return (categories ?? [null]).map((category) => ({ email: contact.email, category, reason, at: now }));
}

/** Who goes on when these enrollments end. */
function releasedBy(ending: readonly Enrollment[], { journey, now }: Stopping): Enrollment | undefined {
  if (ending.every((row) => row.priority === null)) return undefined;
  return nextInLine(
    journey.enrollments.filter((row) => !ending.includes(row)),
    now,
  );
}

function writeOf(stopping: Stopping): JourneyWrite {
  const { journey, stop, now } = stopping;
  const { rows, counts } = messageChanges(stopping);
  const enrollments = journey.enrollments.filter((row) => isOpen(row) && affected(stopping, row.campaignId));
  const released = releasedBy(enrollments, stopping);
  const shared = enrollments.some((row) => row.priority !== null);
  return {
    enrollments: [
      ...enrollments.map((row) => ({ row: stopped(row, stop.reason, now), seenRev: row.rev })),
      ...(released ? [{ row: released, seenRev: released.rev - 1 }] : []),
    ],
    gate: shared || stop.outside !== undefined ? { contactId: stop.contactId, seenRev: journey.gateRev } : undefined,
    changedMessages: rows,
    counts: mergeCounts(counts),
    contact: contactChange(stopping),
    suppress: suppressionsOf(stopping),
  };
}

async function campaignsOf(deps: Deps, scope: TenantScope, journey: Journey): Promise<ReadonlyMap<string, Campaign>> {
  const ids = [...new Set([...journey.messages, ...journey.enrollments].map(({ campaignId }) => campaignId))];
  const found = await Promise.all(ids.map((id) => deps.campaigns.get(scope, id)));
  return new Map(found.flatMap((campaign) => (campaign ? [[campaign.id, campaign]] : [])));
}

async function tell({ tellOfStop }: Deps, scope: TenantScope, stop: Stop, { contact, messages }: Journey) {
  const by = stop.unsubscribe?.sendId ?? stop.declinedBy ?? stop.ledBy;
  await tellOfStop?.(scope, { stop, contact, mail: messages.find(({ sendId }) => sendId === by) });
}

/**
 * Ends a contact's enrollments and skips its planned mails in one transaction; once it resolves, no later claim can take one of them
 * (design/table: how a stop beats a send). Repeating a stop changes nothing.
 */
export const stopContact =
  (deps: Deps) =>
  async (scope: TenantScope, stop: Stop): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const journey = await deps.journeys.load(scope, stop.contactId);
      if (stop.outside !== undefined && journey.contact?.segments.includes(stop.outside)) return;
      if (stop.onlyIf && !stop.onlyIf(journey)) return;
      const campaigns = await campaignsOf(deps, scope, journey);
      const write = writeOf({ journey, stop, campaigns, now: deps.clock.now() });
      if (!(await deps.journeys.commit(scope, write))) continue;
      for (const { row } of write.enrollments) if (deps.executions) await startWaitOf(deps.executions, row);
      return tell(deps, scope, stop, { ...journey, contact: write.contact?.row ?? journey.contact });
    }
    throw new Error(`Contact ${stop.contactId} changed too often to be stopped`);
  };
