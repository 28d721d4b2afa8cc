import { type Message, noFlags, type SentVariant, type SkipReason, type Timing } from '../../../contracts/message.ts';
import type { EmailStep } from '../../../contracts/step.ts';
import { type Draw, drawVariant, testedSteps } from '../../experiment/draw.ts';
import { sendIdOf } from '../../ids.ts';
import { stepKind } from '../step-kind.ts';
import { hasVariants } from '../variants.ts';
import { type Entry, exit, hold, move, sleep, type Walk } from '../walk.ts';

type Sent = Extract<Draw, { do: 'send' }>;

interface Plan {
  readonly skip: SkipReason | null;
  readonly timing: Timing | null;
  /** Undefined for a mail without variants. */
  readonly drawn: Sent | undefined;
}

const sentVariant = (drawn: Sent | undefined): SentVariant | null =>
  drawn ? { key: drawn.variant.key, role: drawn.role } : null;

function messageFor(walk: Walk, step: EmailStep, { skip, timing, drawn }: Plan): Message {
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
    variant: sentVariant(drawn),
    status: skip ? 'skipped' : 'planned',
    reason: skip,
    held: false,
    plannedAt: walk.input.now,
    claimedAt: null,
    leaseUntil: null,
    fence: 0,
    sentAt: null,
    sesMessageId: null,
    from: null,
    bounceType: null,
    bounceClass: null,
    flags: noFlags,
    links: {},
    seen: [],
    delay: null,
    goalAt: null,
    events: [],
    copy: 0,
    rev: 0,
  };
}

function entryFor({ skip, drawn }: Plan, sendId: string): Entry {
  if (skip) return { what: 'email_skipped', detail: 'Its time passed while the campaign was paused.', sendId };
  const detail = drawn ? `Handed to the sender. ${drawn.because}` : 'Handed to the sender.';
  return { what: 'email_planned', detail, sendId };
}

function planEmail(walk: Walk, step: EmailStep, plan: Plan): Walk {
  const message = messageFor(walk, step, plan);
  const change = { cursor: step.next ?? null, pending: null, previousSendId: message.sendId };
  const moved = move(walk, change, entryFor(plan, message.sendId));
  return { ...moved, planned: [...walk.planned, message] };
}

const detailOf = ({ shifts, zone }: Timing): string =>
  shifts.length > 0 ? shifts.map(({ detail }) => detail).join(' ') : `Leaves at its time in ${zone}.`;

/** The time that was chosen before the contact waited for it; none when its mail has become another variant since. */
function chosenFor({ enrollment: { pending } }: Walk, drawn: Sent | undefined): Timing | null {
  if (pending?.for !== 'send_time') return null;
  return pending.variant?.key === drawn?.variant.key ? pending.timing : null;
}

function timingOf(walk: Walk, step: EmailStep, drawn: Sent | undefined): Timing | undefined {
  const { input, base, contact, planned } = walk;
  const localTime = drawn?.variant.localTime;
  return input.planSendTime?.({
    step,
    contact,
    now: input.now,
    earliest: base,
    planned,
    chosen: chosenFor(walk, drawn),
    ...(localTime === undefined ? {} : { localTime }),
  });
}

/** Plans the mail, or waits for the first instant that the rules of time allow. */
function plan(walk: Walk, step: EmailStep, drawn: Sent | undefined): Walk {
  const timing = timingOf(walk, step, drawn) ?? null;
  if (!timing || timing.at <= walk.input.now) return planEmail(walk, step, { skip: null, timing, drawn });
  const pending = { for: 'send_time' as const, timing, variant: sentVariant(drawn) };
  return sleep(walk, timing.at, { cursor: step.id, pending }, detailOf(timing));
}

/** Whether the contact had a mail of the test on this step before, in a loop or when it was here the last time. */
const wasTested = ({ input, planned }: Walk, step: EmailStep): boolean =>
  input.testedBefore?.has(step.id) === true || testedSteps([...input.messages, ...planned]).has(step.id);

const drawFor = (walk: Walk, step: EmailStep): Draw | undefined =>
  hasVariants(step)
    ? drawVariant(step, {
        campaignId: walk.enrollment.campaignId,
        contactId: walk.enrollment.contactId,
        state: walk.input.experiments?.get(step.id),
        again: wasTested(walk, step),
        now: walk.input.now,
      })
    : undefined;

function send(walk: Walk, step: EmailStep): Walk {
  if (walk.input.endDate && walk.input.now > walk.input.endDate)
    return exit(walk, 'campaign_ended', `The campaign ended at ${walk.input.endDate}.`);
  const { awayUntil } = walk.enrollment;
  if (awayUntil !== null && awayUntil > walk.input.now && !walk.input.stale)
    return sleep(
      walk,
      awayUntil,
      { cursor: step.id, pending: null },
      'Waits until its contact is back: out_of_office.',
    );
  const drawn = drawFor(walk, step);
  if (drawn?.do === 'hold')
    return hold(walk, 'experiment', drawn.until, { cursor: step.id, pending: { for: 'experiment' } }, drawn.because);
  if (walk.input.stale) return planEmail(walk, step, { skip: 'stale', timing: null, drawn });
  return plan(walk, step, drawn);
}

export const email = stepKind('email', {
  exits: (step) => [{ path: 'next', target: step.next }],
  longestWaitMs: () => 0,
  enter: send,
  resume: send,
});
