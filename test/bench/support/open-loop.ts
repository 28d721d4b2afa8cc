import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** One kind of request; `{n}` in the body becomes a running number. */
export interface RequestKind {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: string;
}

export interface Load {
  readonly kinds: readonly RequestKind[];
  readonly apiKey: string;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Answer {
  readonly kind: string;
  readonly status: number;
  /** From the instant the request was due, not from the one it left at. */
  readonly ms: number;
}

/** Sends requests at a fixed rate from a thread of its own, whether or not the ones before were answered. */
export async function openLoop(load: Load): Promise<readonly Answer[]> {
  const worker = new Worker(new URL('./open-loop-worker.ts', import.meta.url), { workerData: load });
  const [answers]: Answer[][] = await once(worker, 'message');
  await worker.terminate();
  return answers ?? [];
}
