/** Who made a call: the logical id of a function of the template, or the emulator itself. */
export interface Caller {
  readonly principal: string;
  /** The instance of that function, by the session token it signs with. */
  readonly instance?: string;
}

/** On whose behalf a service reaches another one: as a role, or as itself for one of its resources (an ARN). */
export type Actor =
  | { readonly roleArn: string; readonly service: string; readonly sourceArn?: string }
  | { readonly service: string; readonly sourceArn: string };

/** One SDK call as the gateway hands it on. `service` is the signing name of SigV4: dynamodb, sqs, states, ses… */
export interface AwsRequest {
  readonly service: string;
  readonly method: string;
  /** Path with its query string, as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly caller: Caller;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A service behind the gateway. */
export interface AwsService {
  handle(request: AwsRequest): Promise<AwsResponse>;
  close?(): Promise<void>;
}

/** What services use to reach each other, as AWS does behind its own walls. */
export interface Backplane {
  /** Runs a function to its end; rejects with {@link FunctionError} when the handler throws or times out. */
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
  sendMessage(queueArn: string, body: string, groupId?: string): Promise<void>;
  publish(topicArn: string, message: string): Promise<void>;
  putObject(bucket: string, key: string, body: Buffer | string): Promise<void>;
  startExecution(stateMachineArn: string, input: string, name?: string): Promise<void>;
  /** The same with the rights of `actor` and no others; what they do not cover rejects with {@link AccessDenied}. */
  as?(actor: Actor): Backplane;
}

/** A backplane with the rights of `actor`, where rights are enforced. */
export const actingAs = (backplane: Backplane, actor: Actor): Backplane => backplane.as?.(actor) ?? backplane;

/** A policy of the template does not allow what a service tried to do. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
}

/** What services are billed for besides SDK calls. */
export type BillKind =
  | 'stateTransition'
  | 'schedulerInvocation'
  | 'apiRequest'
  | 'sesInbound'
  | 'sesInboundChunk'
  | 'sqsRequest'
  | 'sqsFairRequest'
  | 'sqsEmptyReceive'
  | 'snsPublish'
  | 's3Put';

/** Notes that something billed happened, `quantity` times; `text` says for whom. */
export type Bill = (kind: BillKind, text: string, quantity?: number) => void;

/** The error a Lambda handler threw, with the name that ASL `ErrorEquals` matches. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

export interface Timer {
  cancel(): void;
}

/** `once` timers pull the skipping clock forward; `recurring` ones fire only when time passes them. */
export type TimerKind = 'once' | 'recurring';

/** Milliseconds since 1970 of the cloud's own time: real, or jumping from timer to timer. */
export interface Clock {
  now(): number;
  /**
   * Runs `fire` at `at`. A timer in the past fires at once. The clock counts as busy until `fire` settles. A clock that skips may let
   * up to `slackMs` pass first, so that timers close to each other fire in one go.
   */
  at(at: number, kind: TimerKind, owner: string, fire: () => Promise<void> | void, slackMs?: number): Timer;
  /** Marks the cloud as busy until the returned function is called: time does not jump meanwhile. */
  busy(owner: string): () => void;
}
