import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment, StopReason } from '../../contracts/enrollment.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import type { Message } from '../../contracts/message.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { SimulationRates } from '../../contracts/simulation.ts';
import type { Sequence } from '../../contracts/step.ts';
import { contend } from '../audience/priority.ts';
import { exclusionOf } from '../campaign/exclusion.ts';
import { isHeldOut } from '../experiment/assign-variant.ts';
import { budgetRule, sendPlanner } from '../schedule/send-planner.ts';
import { advance, type Decision } from '../sequence/advance.ts';
import { newEnrollment } from '../sequence/enroll.ts';
import { isOpen } from '../sequence/stop.ts';
import { stopsOnReply } from '../sequence/stops-on-reply.ts';
import { ledgerAt, reactionTo } from './react.ts';
import { outcomeAt, testsAt } from './tests.ts';

/** What is simulated. Every contact sees the same. */
export interface SimulationSetup {
  readonly campaign: Campaign;
  /** As it is published: templates in place or not, the steps of its trigger in front. */
  readonly sequence: Sequence;
  readonly settings: Settings;
  readonly startAt: string;
  readonly rates: SimulationRates;
  readonly seed: string;
  /** Static lists that a `move_to_list` may name. */
  readonly lists: ReadonlyMap<string, Segment>;
  /** Holidays by local date; empty where no window skips them. */
  readonly holidaysOf: (country: string | null) => ReadonlyMap<string, string>;
  /** When contacts of a zone begin. */
  readonly beginOf: (contact: Contact) => string;
}

/** A contact of the audience, with what is known of it elsewhere. */
export interface Subject {
  readonly contact: Contact;
  readonly suppressed: boolean;
  /** Mails of other campaigns. */
  readonly messages?: readonly Message[];
  /** Enrollments in other campaigns. */
  readonly enrollments?: readonly Enrollment[];
  /** Past events that the rules of the sequence ask about. */
  readonly events?: readonly ContactEvent[];
}

export interface ContactWay {
  /** The ledger rows in order: sent ones with what their reader will do, skipped ones with their reason. */
  readonly mails: readonly Message[];
  readonly visited: readonly string[];
  readonly waits: number;
  /** `completed`, the reason of the exit, or `unfinished` after as many wakes as were looked at. */
  readonly outcome: string;
  readonly endedAt: string;
  /** Mails that a limit on mails moved. */
  readonly movedByBudget: number;
}

export type Walked = { readonly excluded: string } | { readonly held: string } | { readonly way: ContactWay };

const maxWakes = 500;

const priorityOf = ({ exclusions, priority }: Campaign): number | null =>
  exclusions.inOtherCampaign === 'pause_lower_priority' ? priority : null;

/** What ends the enrollment first, of all that readers do with the mails so far. */
function firstStop(
  mails: readonly Message[],
  endsOnReply: boolean,
): { readonly at: string; readonly reason: StopReason } | undefined {
  let first: { at: string; reason: StopReason } | undefined;
  const note = (at: string | null, reason: StopReason): void => {
    if (at !== null && (!first || at < first.at)) first = { at, reason };
  };
  for (const { flags } of mails) {
    note(flags.bounced, 'bounced');
    note(flags.unsubscribed, 'unsubscribed');
    if (endsOnReply) note(flags.replied, 'replied');
  }
  return first;
}

/** The sender looks at the contact once more: a step of the same wake may have made a customer of it. */
function sent(setup: SimulationSetup, subject: Subject, decision: Decision, now: string): readonly Message[] {
  const { campaign, rates, seed } = setup;
  const reason = exclusionOf(decision.contact, subject.suppressed, { campaign, now });
  return decision.messages.map((mail) => {
    if (mail.status === 'skipped') return mail;
    if (reason) return { ...mail, status: 'skipped', reason };
    return { ...mail, status: 'sent', sentAt: now, flags: reactionTo(mail.sendId, now, rates, seed) };
  });
}

interface State {
  readonly enrollment: Enrollment;
  readonly contact: Contact;
  readonly mails: readonly Message[];
  readonly now: string;
}

function decide(setup: SimulationSetup, subject: Subject, { enrollment, contact, mails, now }: State): Decision {
  const { campaign, sequence, settings, lists, holidaysOf } = setup;
  const mine = ledgerAt(mails, now);
  const planSendTime = sendPlanner(sequence, {
    campaign,
    settings,
    holidays: holidaysOf(contact.country),
    messages: [...(subject.messages ?? []), ...mine],
    contactId: contact.id,
  });
  return advance({
    enrollment: { ...enrollment, log: [] },
    contact,
    messages: mine,
    sequence,
    fallbackZone: campaign.timezone,
    endDate: campaign.endDate,
    now,
    stale: false,
    events: subject.events ?? [],
    trigger: null,
    lists,
    experiments: testsAt(sequence, setup.startAt, now),
    ...(planSendTime ? { planSendTime } : {}),
  });
}

/** One who waits for the outcome of a test, at the instant it is known; undefined for everybody else. */
function withOutcome({ sequence, startAt }: SimulationSetup, state: State): State | undefined {
  const { enrollment } = state;
  const at = outcomeAt(sequence, enrollment.currentStepId, startAt);
  if (enrollment.status !== 'held' || at === undefined || at <= state.now) return undefined;
  return { ...state, enrollment: { ...enrollment, status: 'active', held: [], dueAt: at }, now: at };
}

const wasMoved = ({ timing }: Message): boolean => timing?.shifts.some(({ rule }) => rule === budgetRule) ?? false;

function walk(setup: SimulationSetup, subject: Subject, first: Enrollment, begin: string): ContactWay {
  const endsOnReply = stopsOnReply(setup.campaign.stopOnReply, setup.sequence);
  let state: State = { enrollment: first, contact: subject.contact, mails: [], now: begin };
  const end = (outcome: string, endedAt: string, waits: number): ContactWay => ({
    mails: state.mails,
    visited: Object.keys(state.enrollment.visits),
    waits,
    outcome,
    endedAt,
    movedByBudget: state.mails.filter(wasMoved).length,
  });
  for (let waits = 0; waits < maxWakes; waits++) {
    const decision = decide(setup, subject, state);
    const mails = [...state.mails, ...sent(setup, subject, decision, state.now)];
    state = { ...state, enrollment: decision.enrollment, contact: decision.contact, mails };
    const released = withOutcome(setup, state);
    if (released) {
      state = released;
      continue;
    }
    if (decision.next.do === 'done') return end(decision.enrollment.exitReason ?? 'completed', state.now, waits);
    const stop = firstStop(mails, endsOnReply);
    if (stop && stop.at < decision.next.until) return end(stop.reason, stop.at, waits + 1);
    state = { ...state, now: decision.next.until };
  }
  return end('unfinished', state.now, maxWakes);
}

/**
 * Walks one contact through the campaign with the engine's own `advance`, each wake at the instant it is due: nothing is stored or sent,
 * and events never come, so that waits for them time out.
 */
export function walkContact(setup: SimulationSetup, subject: Subject): Walked {
  const { campaign, sequence } = setup;
  const { contact, suppressed, enrollments = [] } = subject;
  const begin = setup.beginOf(contact);
  const excluded = exclusionOf(contact, suppressed, { campaign, now: setup.startAt });
  if (excluded) return { excluded };
  if (campaign.exclusions.inOtherCampaign === 'exclude' && enrollments.some(isOpen))
    return { excluded: 'in_other_campaign' };
  if (isHeldOut({ testId: campaign.id, contactId: contact.id }, campaign.holdoutPercent))
    return { excluded: 'holdout' };
  const key = { tenantId: campaign.tenantId, campaignId: campaign.id, contactId: contact.id, entry: 1 };
  const entered = { ...newEnrollment(key, sequence, campaign.version + 1, 0, begin), priority: priorityOf(campaign) };
  const { enrollment } = contend(entered, enrollments, begin);
  if (enrollment.status === 'held') return { held: enrollment.held[0] ?? 'held' };
  return { way: walk(setup, subject, enrollment, begin) };
}
