import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment, LogEntry } from '../../contracts/enrollment.ts';
import { type Message, noFlags, type SkipReason } from '../../contracts/message.ts';
import type { ActionStep, ConditionStep, EmailStep, ExitStep, Sequence, Step, WaitStep } from '../../contracts/step.ts';
import { assertNever } from '../assert-never.ts';
import { sendIdOf } from '../ids.ts';
import { zoneOf } from '../schedule/contact-zone.ts';
import { addWait } from '../schedule/local-time.ts';
import { applyAction, describeAction } from './contact-action.ts';
import { evaluate } from './evaluate.ts';
import { stepsById } from './graph.ts';

export interface AdvanceInput {
  readonly enrollment: Enrollment;
  readonly contact: Contact;
  /** Messages of this enrollment so far. */
  readonly messages: readonly Message[];
  readonly sequence: Sequence;
  /** Zone of contacts whose own is unknown. */
  readonly fallbackZone: string;
  readonly endDate: string | null;
  readonly now: string;
  /** Mails due at this wake are skipped: the wait ran out in a pause that was resumed with `skip_stale`. */
  readonly stale: boolean;
}

export interface Decision {
  readonly enrollment: Enrollment;
  /** Rows to add to the ledger: planned ones go to the outbox, skipped ones only record why. */
  readonly messages: readonly Message[];
  /** The contact after the actions; the same object when none changed it. */
  readonly contact: Contact;
  readonly next: { readonly do: 'wait'; readonly until: string } | { readonly do: 'done' };
}

/** A step visited this often ends the enrollment: a loop must not mail for ever. */
export const maxVisits = 100;
const maxLog = 300;

interface Walk extends AdvanceInput {
  readonly planned: readonly Message[];
  readonly next?: Decision['next'];
}

type Entry = Pick<LogEntry, 'what' | 'detail'> & Partial<LogEntry>;

const withLog = (walk: Walk, entry: Entry): readonly LogEntry[] =>
  [
    ...walk.enrollment.log,
    { at: walk.now, stepId: walk.enrollment.currentStepId, sendId: null, until: null, ...entry },
  ].slice(-maxLog);

const move = (walk: Walk, change: Partial<Enrollment>, entry: Entry): Walk => ({
  ...walk,
  enrollment: { ...walk.enrollment, ...change, log: [...withLog(walk, entry)] },
});

const end = (walk: Walk, change: Partial<Enrollment>, entry: Entry): Walk => ({
  ...move(walk, { ...change, cursor: null, dueAt: null, waitingSince: null }, entry),
  next: { do: 'done' },
});

const exit = (walk: Walk, reason: string, detail: string): Walk =>
  end(walk, { status: 'exited', exitReason: reason, exitedAt: walk.now }, { what: 'exited', detail });

const complete = (walk: Walk): Walk =>
  end(walk, { status: 'completed', completedAt: walk.now }, { what: 'completed', detail: 'The sequence ended.' });

function messageFor(walk: Walk, step: EmailStep, skip: SkipReason | null): Message {
  const { tenantId, campaignId, contactId, entry, version, visits } = walk.enrollment;
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
    status: skip ? 'skipped' : 'planned',
    reason: skip,
    held: false,
    plannedAt: walk.now,
    claimedAt: null,
    leaseUntil: null,
    fence: 0,
    sentAt: null,
    sesMessageId: null,
    bounceType: null,
    flags: noFlags,
    links: {},
    events: [],
    rev: 0,
  };
}

function planEmail(walk: Walk, step: EmailStep): Walk {
  if (walk.endDate && walk.now > walk.endDate)
    return exit(walk, 'campaign_ended', `The campaign ended at ${walk.endDate}.`);
  const message = messageFor(walk, step, walk.stale ? 'stale' : null);
  const entry: Entry = walk.stale
    ? { what: 'email_skipped', detail: 'Its time passed while the campaign was paused.', sendId: message.sendId }
    : { what: 'email_planned', detail: 'Handed to the sender.', sendId: message.sendId };
  return {
    ...move(walk, { cursor: step.next ?? null, previousSendId: message.sendId }, entry),
    planned: [...walk.planned, message],
  };
}

function startWait(walk: Walk, step: WaitStep): Walk {
  if (!step.for) throw new Error(`Wait step ${step.id} of a published sequence has no duration`);
  const { zone, source } = zoneOf(walk.contact, walk.fallbackZone);
  const until = addWait(walk.now, step.for, zone);
  const detail = `Waits ${step.for.value} ${step.for.unit}, counted in ${zone} (from the ${source}).`;
  const change = { status: 'active', cursor: step.next ?? null, dueAt: until, waitingSince: walk.now } as const;
  return { ...move(walk, change, { what: 'waiting', detail, until }), next: { do: 'wait', until } };
}

function branch(walk: Walk, step: ConditionStep): Walk {
  const { enrollment } = walk;
  const facts = {
    contact: walk.contact,
    messages: [...walk.messages, ...walk.planned],
    previousSendId: enrollment.previousSendId,
    stickyKey: `${enrollment.campaignId}|${enrollment.contactId}|${enrollment.entry}|${step.id}`,
    now: walk.now,
  };
  let because = 'no arm held';
  for (const [i, arm] of (step.arms ?? []).entries()) {
    const verdict = evaluate(arm.when, facts);
    because = verdict.because;
    if (verdict.holds)
      return move(walk, { cursor: arm.next ?? null }, { what: 'branch', detail: `Took arm ${i + 1}: ${because}.` });
  }
  return move(walk, { cursor: step.else ?? null }, { what: 'branch', detail: `Took "else": ${because}.` });
}

function act(walk: Walk, step: ActionStep): Walk {
  if (!step.action) throw new Error(`Action step ${step.id} of a published sequence has no action`);
  const acted = { ...walk, contact: applyAction(walk.contact, step.action) };
  return move(acted, { cursor: step.next ?? null }, { what: 'action', detail: describeAction(step.action) });
}

const leave = (walk: Walk, step: ExitStep): Walk =>
  exit(walk, step.reason ?? 'exit', `The sequence ends here with the reason "${step.reason ?? 'exit'}".`);

function runStep(walk: Walk, step: Step): Walk {
  switch (step.kind) {
    case 'email':
      return planEmail(walk, step);
    case 'wait':
      return startWait(walk, step);
    case 'condition':
      return branch(walk, step);
    case 'action':
      return act(walk, step);
    case 'exit':
      return leave(walk, step);
    default:
      return assertNever(step);
  }
}

function enter(walk: Walk, step: Step): Walk {
  const visit = (walk.enrollment.visits[step.id] ?? 0) + 1;
  const change = {
    currentStepId: step.id,
    visits: { ...walk.enrollment.visits, [step.id]: visit },
    stepsCompleted: walk.enrollment.stepsCompleted + 1,
  };
  const entered = { ...walk, enrollment: { ...walk.enrollment, ...change } };
  return visit > maxVisits
    ? exit(entered, 'visit_limit', `Step ${step.id} was visited ${maxVisits} times.`)
    : runStep(entered, step);
}

/**
 * Takes an enrollment from its cursor to its next wait or its end, and says what to do; it does nothing itself. Mails, conditions,
 * actions and exits run in one go (architecture §5.1). The result is the same for the same input.
 * @throws Error when the sequence names a step it does not have: a published version never does.
 */
export function advance(input: AdvanceInput): Decision {
  const steps = stepsById(input.sequence);
  let walk: Walk = {
    ...input,
    planned: [],
    enrollment: {
      ...input.enrollment,
      status: 'active',
      dueAt: null,
      waitingSince: null,
      rev: input.enrollment.rev + 1,
    },
  };
  while (!walk.next) {
    const { cursor } = walk.enrollment;
    if (cursor === null) {
      walk = complete(walk);
    } else {
      const step = steps.get(cursor);
      if (!step) throw new Error(`The sequence has no step ${cursor}`);
      walk = enter(walk, step);
    }
  }
  return { enrollment: walk.enrollment, messages: walk.planned, contact: walk.contact, next: walk.next };
}
