import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Clock } from '../service.ts';
import type { Broker, Queue, ReceivedMessage } from './broker.ts';
import type { EventSourceSpec } from './event-source-spec.ts';
import { sqsEvent } from './sqs-event.ts';

const LONG_POLL_SECONDS = 20;
const RECEIVE_LIMIT = 10;
/** Nobody can rely on a batching window being used up; here it closes once no message came for this long. */
const QUIET_MS = 10;

const Response = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) });

interface EventSourceDeps {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly invoke: (functionId: string, event: unknown) => Promise<unknown>;
}

/** Feeds a function from a queue, as the event source mapping of the template says. */
export class EventSource {
  readonly queue: Queue;
  readonly #spec: EventSourceSpec;
  readonly #deps: EventSourceDeps;
  readonly #running = new Set<Promise<void>>();
  #closed = false;
  #loop: Promise<void> | undefined;

  constructor(spec: EventSourceSpec, deps: EventSourceDeps) {
    const queue = deps.broker.sqs.getQueueByArn(spec.queueArn);
    if (!queue) throw new Error(`An event source mapping names the queue ${spec.queueArn}, which no template declares`);
    this.queue = queue;
    this.#spec = spec;
    this.#deps = deps;
  }

  start(): void {
    // Whoever received these has died with the last process: no need to wait for their time-outs.
    for (const handle of [...this.queue.inflightMessages.keys()]) this.queue.changeVisibility(handle, 0);
    this.#loop = this.#poll();
  }

  /** False while there are messages that the function has yet to work off. */
  get drained(): boolean {
    const { queue } = this;
    const waiting = Number(queue.getAttribute('ApproximateNumberOfMessages'));
    const delayed = Number(queue.getAttribute('ApproximateNumberOfMessagesDelayed'));
    return waiting + delayed + queue.inflightMessages.size === 0;
  }

  /** Takes no further messages. */
  stop(): void {
    this.#closed = true;
    this.queue.cancelWaiters();
  }

  /** Resolves once the batches that were under way have ended. */
  async close(): Promise<void> {
    this.stop();
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #poll(): Promise<void> {
    while (!this.#closed) {
      if (this.#running.size >= this.#spec.concurrency) await Promise.race(this.#running);
      const batch = this.#closed ? [] : this.#receive(this.#spec.batchSize);
      if (batch.length > 0) this.#start(batch);
      else if (!this.#closed) await this.queue.waitForMessages(LONG_POLL_SECONDS);
    }
  }

  #start(first: ReceivedMessage[]): void {
    const release = this.#deps.clock.busy('sqs');
    const work = this.#work(first).finally(() => {
      release();
      this.#running.delete(work);
    });
    this.#running.add(work);
  }

  async #work(first: ReceivedMessage[]): Promise<void> {
    const batch = await this.#fill(first);
    try {
      const event = sqsEvent(this.queue, batch, this.#deps.clock.now() - Date.now());
      const response = await this.#deps.invoke(this.#spec.functionId, event);
      const failed = this.#spec.partialFailures ? failures(response, batch) : new Set();
      for (const { MessageId, ReceiptHandle } of batch)
        if (!failed.has(MessageId)) this.queue.deleteMessage(ReceiptHandle);
    } catch {
      // The function's log says why. The whole batch becomes visible again after its time-out.
    }
  }

  async #fill(first: ReceivedMessage[]): Promise<ReceivedMessage[]> {
    const { batchSize, windowMs } = this.#spec;
    const deadline = performance.now() + windowMs;
    const batch = [...first];
    while (!this.#closed && batch.length < batchSize && performance.now() < deadline) {
      await pause(QUIET_MS);
      const more = this.#receive(batchSize - batch.length);
      if (more.length === 0) break;
      batch.push(...more);
    }
    return batch;
  }

  #receive(limit: number): ReceivedMessage[] {
    const received: ReceivedMessage[] = [];
    while (received.length < limit) {
      const wanted = Math.min(RECEIVE_LIMIT, limit - received.length);
      const next = this.queue.dequeue(wanted, undefined, (arn) => this.#deps.broker.sqs.getQueueByArn(arn));
      if (next.length === 0) break;
      received.push(...next);
    }
    return received;
  }
}

/** Ids of the failed messages; an answer Lambda cannot read, or an unknown id in it, fails the whole batch. */
function failures(response: unknown, batch: readonly ReceivedMessage[]): Set<string> {
  const all = new Set(batch.map(({ MessageId }) => MessageId));
  const { data } = Response.safeParse(response ?? {});
  const named = data?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named?.every((id) => all.has(id)) ? new Set(named) : all;
}
