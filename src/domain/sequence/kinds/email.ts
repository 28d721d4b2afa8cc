import { type Message, noFlags, type SkipReason, type Timing } from '../../../contracts/message.ts';
import type { EmailStep } from '../../../contracts/step.ts';
import { sendIdOf } from '../../ids.ts';
import { stepKind } from '../step-kind.ts';
import { type Entry, exit, move, sleep, type Walk } from '../walk.ts';

interface Plan {
  readonly skip: SkipReason | null;
  readonly timing: Timing | null;
}

function messageFor(walk: Walk, step: EmailStep, { skip, timing }: Plan): Message {
  const { tenantId, campaignId, contactId, entry, version, visits, eventId } = walk.enrollment;
  const visit = visits[step.id] ?? 1;
  return {
    sendId: sendIdOf(walk.enrollment, step.id, visit),
    tenantId,
    campaignId,
    contactId,
    entry,
    stepId: step.id,
    visit,
    version,
    eventId,
    timing,
    status: skip ? 'skipped' : 'planned',
    reason: skip,
    held: false,
    plannedAt: walk.input.now,
    claimedAt: null,
    leaseUntil: null,
    fence: 0,
    sentAt: null,
    sesMessageId: null,
    bounceType: null,
    flags: noFlags,
    links: {},
    events: [],
    copy: 0,
    rev: 0,
  };
}

function entryFor(plan: Plan, sendId: string): Entry {
  if (plan.skip) return { what: 'email_skipped', detail: 'Its time passed while the campaign was paused.', sendId };
  return { what: 'email_planned', detail: 'Handed to the sender.', sendId };
}

function planEmail(walk: Walk, step: EmailStep, plan: Plan): Walk {
  const message = messageFor(walk, step, plan);
  const change = { cursor: step.next ?? null, pending: null, previousSendId: message.sendId };
  const moved = move(walk, change, entryFor(plan, message.sendId));
  return { ...moved, planned: [...walk.planned, message] };
}

const detailOf = ({ shifts, zone }: Timing): string =>
  shifts.length > 0 ? shifts.map(({ detail }) => detail).join(' ') : `Leaves at its time in ${zone}.`;

const planSendTimeOf = ({ input, base, contact, planned }: Walk, step: EmailStep, chosen: Timing | null) =>
  input.planSendTime?.({ step, contact, now: input.now, earliest: base, planned, chosen });

/** Plans the mail, or waits for the first instant that the rules of time allow. */
function send(walk: Walk, step: EmailStep): Walk {
  if (walk.input.endDate && walk.input.now > walk.input.endDate)
    return exit(walk, 'campaign_ended', `The campaign ended at ${walk.input.endDate}.`);
  if (walk.input.stale) return planEmail(walk, step, { skip: 'stale', timing: null });
  const { pending } = walk.enrollment;
  const chosen = pending?.for === 'send_time' ? pending.timing : null;
  const timing = planSendTimeOf(walk, step, chosen) ?? null;
  if (timing && timing.at > walk.input.now)
    return sleep(walk, timing.at, { cursor: step.id, pending: { for: 'send_time', timing } }, detailOf(timing));
  return planEmail(walk, step, { skip: null, timing });
}

export const email = stepKind('email', {
  exits: (step) => [{ path: 'next', target: step.next }],
  longestWaitMs: () => 0,
  enter: send,
  resume: send,
});
