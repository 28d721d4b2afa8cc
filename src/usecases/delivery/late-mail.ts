import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Message } from '../../contracts/message.ts';
import type { EmailStep } from '../../contracts/step.ts';
import { windowOf } from '../../domain/schedule/campaign-window.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import { readTimetable, type TimeDeps } from '../engine/send-times.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps extends TimeDeps {
  readonly readSequence: ReadSequence;
  readonly journeys: Pick<JourneyStore, 'messagesOf'>;
}

/** The instant a mail must wait for; undefined when it may leave. */
export type LateMail = (
  scope: TenantScope,
  campaign: Campaign,
  message: Message,
  contact: Contact,
  now: string,
) => Promise<string | undefined>;

/** A mail that leaves within this time is as punctual as a queue allows (schedule/choose-send-time.ts). */
const punctualMs = 2 * 60 * 60_000;

/** Its hour has gone by: it leaves as soon as nothing forbids it. */
function withoutHour(campaign: Campaign, step: EmailStep): EmailStep {
  const window = windowOf(campaign, step);
  if (!window) return { ...step, window: null };
  const { preferredTime: _, optimize: __, ...rest } = window;
  return { ...step, window: rest };
}

/**
 * A mail that was held up for hours (a pause, a throttled account) is judged again before it leaves: it must not arrive at night, on a
 * holiday, or right after another one.
 */
export const lateMail =
  (deps: Deps): LateMail =>
  async (scope, campaign, message, contact, now) => {
    if (Date.parse(now) - Date.parse(message.plannedAt) <= punctualMs) return undefined;
    const sequence = await deps.readSequence(scope, campaign.id, message.version);
    const step = sequence.steps.find((one): one is EmailStep => one.kind === 'email' && one.id === message.stepId);
    if (!step) return undefined;
    const all = await deps.journeys.messagesOf(scope, contact.id);
    const messages = all.filter(({ sendId }) => sendId !== message.sendId);
    const { planSendTime } = await readTimetable(deps, scope, { campaign, sequence, contact, messages, now });
    const again = { step: withoutHour(campaign, step), contact, now, earliest: now, planned: [], chosen: null };
    const timing = planSendTime?.(again);
    return timing && timing.at > now ? timing.at : undefined;
  };
