import type { RunCost } from './usage.ts';

/** What a worker thread is told when it starts. */
export interface WorkerSetup {
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** Directory of the unpacked code asset. */
  readonly codeDirectory: string;
  /** `file.export`, as in the template. */
  readonly handler: string;
  /** The offset of the cloud's clock, see `virtual-date.ts`. */
  readonly clockOffset: SharedArrayBuffer;
}

export interface InvokeMessage {
  readonly requestId: string;
  /** JSON text, as Lambda receives it. */
  readonly payload: string;
  readonly timeoutMs: number;
}

export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string;
}

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unloadable'; readonly failure: Failure }
  | { readonly kind: 'result'; readonly json: string; readonly cost: RunCost }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly cost: RunCost };
