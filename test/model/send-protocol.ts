import { graceMs, judgeClaim, leaseMs } from '../../src/domain/delivery/claim.ts';

/** The rules a sender may follow. `evidence` is ours; the others are what systems without it do. */
export type Policy = 'send_then_mark' | 'lease_and_rerun' | 'evidence';

export interface Rules {
  readonly policy: Policy;
  readonly atMostOnce: boolean;
  /** Whether a Send event of SES may never come. Otherwise it comes within the grace period. */
  readonly eventsMayBeLost: boolean;
}

type Row = 'planned' | 'claimed' | 'sent' | 'unknown';
/** Where a worker stands: it took the message, it claimed, it has an answer of SES to write down. */
type Worker =
  | { readonly at: 'idle' }
  | { readonly at: 'read'; readonly row: Row; readonly takeOver: boolean }
  | { readonly at: 'claimed'; readonly fence: number }
  | { readonly at: 'answered'; readonly fence: number; readonly answer: 'sent' | 'throttled' };

/** How much of a claim's time is over. */
type Age = 'leased' | 'lease_over' | 'grace_over';

export interface State {
  readonly row: Row;
  readonly fence: number;
  readonly age: Age;
  readonly workers: readonly [Worker, Worker];
  readonly onQueue: boolean;
  /** Mails that SES took. */
  readonly accepted: number;
  /** Send events under way. */
  readonly events: number;
  readonly crashesLeft: number;
  readonly lostRepliesLeft: number;
  readonly throttlesLeft: number;
}

export const initial: State = {
  row: 'planned',
  fence: 0,
  age: 'leased',
  workers: [{ at: 'idle' }, { at: 'idle' }],
  onQueue: true,
  accepted: 0,
  events: 0,
  crashesLeft: 2,
  lostRepliesLeft: 2,
  throttlesLeft: 1,
};

const idle: Worker = { at: 'idle' };
const elapsed: { readonly [A in Age]: number } = {
  leased: 0,
  lease_over: leaseMs + 1,
  grace_over: leaseMs + graceMs + 1,
};
const claimedAt = Date.parse('2026-11-25T09:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

/** The real judgement of a claim, at an age of it. */
const judged = (age: Age, atMostOnce: boolean) =>
  judgeClaim({ leaseUntil: iso(claimedAt + leaseMs), reason: null }, atMostOnce, iso(claimedAt + elapsed[age])).verdict;

const withWorker = (state: State, i: 0 | 1, worker: Worker): State => ({
  ...state,
  workers: i === 0 ? [worker, state.workers[1]] : [state.workers[0], worker],
});

/** A worker takes the message off the queue for a while and reads the row. */
function read(state: State, i: 0 | 1, { policy, atMostOnce }: Rules): State[] {
  if (state.row === 'sent' || state.row === 'unknown') return [{ ...state, onQueue: false }];
  const reading = (takeOver: boolean): State => withWorker(state, i, { at: 'read', row: state.row, takeOver });
  if (policy === 'send_then_mark' || state.row === 'planned') return [reading(false)];
  // A duplicate in another's hands: ours gives it back, the lease-and-rerun one acknowledges it.
  if (policy === 'lease_and_rerun') return state.age === 'leased' ? [{ ...state, onQueue: false }] : [reading(true)];
  const verdict = judged(state.age, atMostOnce);
  if (verdict === 'wait') return [];
  return verdict === 'take_over' ? [reading(true)] : [{ ...state, row: 'unknown', onQueue: false }];
}

/** The conditional write; a claim that another one was faster with goes back to the queue. */
function claim(state: State, i: 0 | 1, { policy }: Rules, takeOver: boolean): State[] {
  if (policy === 'send_then_mark') return [withWorker(state, i, { at: 'claimed', fence: 0 })];
  const overdue = policy === 'evidence' ? state.age === 'grace_over' : state.age !== 'leased';
  const free = state.row === 'planned' || (takeOver && state.row === 'claimed' && overdue);
  if (!free) return [withWorker(state, i, idle)];
  const fence = state.fence + 1;
  return [withWorker({ ...state, row: 'claimed', fence, age: 'leased' }, i, { at: 'claimed', fence })];
}

/** SES takes the mail or not, and answers or not. */
function send(state: State, i: 0 | 1, fence: number): State[] {
  const taken: State = { ...state, accepted: state.accepted + 1, events: state.events + 1 };
  const answers = [withWorker(taken, i, { at: 'answered', fence, answer: 'sent' })];
  if (state.throttlesLeft > 0)
    answers.push(
      withWorker({ ...state, throttlesLeft: state.throttlesLeft - 1 }, i, {
        at: 'answered',
        fence,
        answer: 'throttled',
      }),
    );
  if (state.lostRepliesLeft === 0) return answers;
  const lost = state.lostRepliesLeft - 1;
  return [
    ...answers,
    withWorker({ ...taken, lostRepliesLeft: lost }, i, idle),
    withWorker({ ...state, lostRepliesLeft: lost }, i, idle),
  ];
}

/** Writes the answer down if the claim is still this worker's, and settles the message. */
function write(state: State, i: 0 | 1, worker: Extract<Worker, { at: 'answered' }>, { policy }: Rules): State[] {
  const mine = policy === 'send_then_mark' || (state.row === 'claimed' && state.fence === worker.fence);
  const after = withWorker(state, i, idle);
  if (worker.answer === 'throttled')
    return [mine && policy !== 'send_then_mark' ? { ...after, row: 'planned' } : after];
  return [{ ...after, row: mine ? 'sent' : state.row, onQueue: false }];
}

function steps(state: State, i: 0 | 1, rules: Rules): State[] {
  const worker = state.workers[i];
  switch (worker.at) {
    case 'idle':
      return state.onQueue ? read(state, i, rules) : [];
    case 'read':
      return claim(state, i, rules, worker.takeOver);
    case 'claimed':
      return send(state, i, worker.fence);
    case 'answered':
      return write(state, i, worker, rules);
  }
}

/** A killed worker forgets everything; the queue gives its message out again. */
const crash = (state: State, i: 0 | 1): State[] =>
  state.crashesLeft > 0 && state.workers[i].at !== 'idle'
    ? [withWorker({ ...state, crashesLeft: state.crashesLeft - 1 }, i, idle)]
    : [];

function deliverEvent(state: State, { eventsMayBeLost, policy }: Rules): State[] {
  if (state.events === 0) return [];
  const rest: State = { ...state, events: state.events - 1 };
  const heard: State = policy === 'evidence' ? { ...rest, row: 'sent' } : rest;
  return eventsMayBeLost ? [heard, rest] : [heard];
}

/** Time: a lease runs out only when its owner is dead, as its Lambda is; the grace only when the events had their time to come. */
function passTime(state: State, { eventsMayBeLost }: Rules): State[] {
  if (state.row !== 'claimed') return [];
  const owned = state.workers.some((worker) => 'fence' in worker && worker.fence === state.fence);
  if (state.age === 'leased') return owned ? [] : [{ ...state, age: 'lease_over' }];
  if (state.age === 'lease_over' && (state.events === 0 || eventsMayBeLost)) return [{ ...state, age: 'grace_over' }];
  return [];
}

const next = (state: State, rules: Rules): State[] => [
  ...steps(state, 0, rules),
  ...steps(state, 1, rules),
  ...crash(state, 0),
  ...crash(state, 1),
  ...deliverEvent(state, rules),
  ...passTime(state, rules),
];

export interface Outcome {
  readonly reachable: number;
  readonly terminal: readonly State[];
  readonly duplicates: readonly State[];
  /** Never sent, and nobody will come back to it. */
  readonly lost: readonly State[];
}

/** Every state that the rules can reach, and how each history ends. */
export function explore(rules: Rules): Outcome {
  const seen = new Set([JSON.stringify(initial)]);
  const open: State[] = [initial];
  const terminal: State[] = [];
  for (let state = open.pop(); state; state = open.pop()) {
    const following = next(state, rules);
    if (following.length === 0) terminal.push(state);
    for (const one of following) {
      const key = JSON.stringify(one);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(one);
    }
  }
  return {
    reachable: seen.size,
    terminal,
    duplicates: terminal.filter(({ accepted }) => accepted > 1),
    lost: terminal.filter(({ accepted, row }) => accepted === 0 && row !== 'unknown'),
  };
}
