type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * What a running execution does in its state: act (`run`), be in a Wait (`sleep`), wait to try again (`retry`)
 * or for a task token to come back (`token`).
 */
export type Phase = 'run' | 'sleep' | 'retry' | 'token';

/** One execution as stored. Instants are milliseconds since 1970, input and output JSON text. */
export interface Execution {
  readonly arn: string;
  readonly machineArn: string;
  readonly name: string;
  readonly input: string;
  readonly startedAt: number;
  readonly expiresAt: number | null;
  readonly status: Status;
  readonly stoppedAt: number | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly state: string;
  readonly stateInput: string;
  readonly enteredAt: number;
  readonly phase: Phase;
  readonly wakeAt: number | null;
  /** When a silent holder of the task token has failed. */
  readonly heartbeatAt: number | null;
  readonly token: string | null;
  /** Attempts used by each retrier of the state, as a JSON object by index. */
  readonly retries: string;
  /** State entries and retries so far: what AWS bills. Also tells late results of an earlier attempt apart. */
  readonly transitions: number;
}

export interface HistoryEntry {
  readonly seq: number;
  readonly at: number;
  readonly state: string;
  readonly type: string;
  readonly error: string | null;
  readonly cause: string | null;
}

/** How an execution closes. */
export interface Closing {
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}
