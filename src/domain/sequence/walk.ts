import type { Contact } from '../../contracts/contact.ts';
import type { Effect } from '../../contracts/effect.ts';
import type { Enrollment, HoldReason, LogEntry } from '../../contracts/enrollment.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import type { Message } from '../../contracts/message.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { TestState } from '../experiment/draw.ts';
import type { PlanSendTime } from './send-time.ts';

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
  /** Past events of the contact that the rules of the sequence ask about. */
  readonly events?: readonly ContactEvent[];
  /** The event that started or woke the enrollment. */
  readonly trigger?: ContactEvent | null;
  /** Lists that a `move_to_list` may name and that exist, by id. */
  readonly lists?: ReadonlyMap<string, Segment>;
  /** When a mail that could leave now should leave; absent where nothing restricts it. */
  readonly planSendTime?: PlanSendTime;
  /** How far the tests on mails of the sequence are, by step; a step without one has just begun its test. */
  readonly experiments?: ReadonlyMap<string, TestState>;
  /** Steps whose test the contact took part in when it was in the campaign before. */
  readonly testedBefore?: ReadonlySet<string>;
}

export type Next =
  | { readonly do: 'wait'; readonly until: string }
  /** Wakes when its event comes, and at `until` at the latest. */
  | { readonly do: 'await'; readonly until: string }
  | { readonly do: 'done' };

/** A contact part-way through its steps. Each step returns the next state and changes nothing. */
export interface Walk {
  /** As the walk began. */
  readonly input: AdvanceInput;
  /** When the contact was to wake: days are counted from here, so that being woken late adds up to nothing. */
  readonly base: string;
  readonly enrollment: Enrollment;
  readonly contact: Contact;
  readonly planned: readonly Message[];
  readonly effects: readonly Effect[];
  readonly next?: Next;
}

export type Entry = Pick<LogEntry, 'what' | 'detail'> & Partial<LogEntry>;

const maxLog = 300;

function withLog({ input, enrollment }: Walk, entry: Entry): LogEntry[] {
  const { log, currentStepId } = enrollment;
  const last = { at: input.now, stepId: currentStepId, sendId: null, until: null, ...entry };
  return log.length < maxLog ? [...log, last] : [...log.slice(log.length - maxLog + 1), last];
}

/** The enrollment changed, with the reason in its timeline. */
export const move = (walk: Walk, change: Partial<Enrollment>, entry: Entry): Walk => ({
  ...walk,
  enrollment: { ...walk.enrollment, ...change, log: withLog(walk, entry) },
});

/** On to a step, or to the end where there is none. */
export const goTo = (walk: Walk, next: string | null | undefined, entry: Entry): Walk =>
  move(walk, { cursor: next ?? null, pending: null }, entry);

const resting = { cursor: null, dueAt: null, waitingSince: null, pending: null } as const;

const end = (walk: Walk, change: Partial<Enrollment>, entry: Entry): Walk => ({
  ...move(walk, { ...change, ...resting }, entry),
  next: { do: 'done' },
});

export const exit = (walk: Walk, reason: string, detail: string): Walk =>
  end(walk, { status: 'exited', exitReason: reason, exitedAt: walk.input.now }, { what: 'exited', detail });

export const complete = (walk: Walk): Walk =>
  end(walk, { status: 'completed', completedAt: walk.input.now }, { what: 'completed', detail: 'The sequence ended.' });

/** Sleeps until an instant and then goes on at `change.cursor`. */
export const sleep = (walk: Walk, until: string, change: Partial<Enrollment>, detail: string): Walk => ({
  ...move(
    walk,
    { ...change, status: 'active', dueAt: until, waitingSince: walk.input.now },
    { what: 'waiting', detail, until },
  ),
  next: { do: change.pending?.for === 'event' ? 'await' : 'wait', until },
});

/** Parks the contact without an execution: somebody else lets it go on at `change.cursor`. `until`: when to look whether it was forgotten. */
export const hold = (
  walk: Walk,
  reason: HoldReason,
  until: string,
  change: Partial<Enrollment>,
  detail: string,
): Walk => ({
  ...move(
    walk,
    {
      ...change,
      status: 'held',
      held: [...new Set([...walk.enrollment.held, reason])],
      dueAt: until,
      waitingSince: walk.input.now,
    },
    { what: 'held', detail },
  ),
  next: { do: 'done' },
});
