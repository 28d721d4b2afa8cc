import type { Execution, HistoryEntry } from './execution.ts';

type Event = Record<string, unknown>;

const CLOSING = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** A history in the shape of GetExecutionHistory: start, state entries, task failures, end. Instants are seconds. */
export function historyEvents(execution: Execution, entries: readonly HistoryEntry[]): Event[] {
  const events: Event[] = [
    {
      timestamp: execution.startedAt / 1000,
      type: 'ExecutionStarted',
      executionStartedEventDetails: { input: execution.input },
    },
    ...entries.map(eventOf),
    ...closingOf(execution),
  ];
  return events.map((event, index) => ({ id: index + 1, previousEventId: index, ...event }));
}

function eventOf({ at, type, state, error, cause }: HistoryEntry): Event {
  const details =
    type === 'TaskFailed'
      ? { taskFailedEventDetails: { resource: state, error, cause } }
      : { stateEnteredEventDetails: { name: state } };
  return { timestamp: at / 1000, type, ...details };
}

function closingOf({ status, stoppedAt, output, error, cause }: Execution): Event[] {
  if (status === 'RUNNING') return [];
  const details = { ...(error === null ? {} : { error }), ...(cause === null ? {} : { cause }) };
  const type = CLOSING[status];
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return [{ timestamp: (stoppedAt ?? 0) / 1000, type, [key]: status === 'SUCCEEDED' ? { output } : details }];
}
