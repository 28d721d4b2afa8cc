import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { chunksOf } from '../meter/metered-backplane.ts';
import type { Bill, Clock } from '../service.ts';
import { Abandoned } from './abandoned.ts';
import type { Broker, Queue, ReceivedMessage } from './broker.ts';
import { Delayed } from './delayed.ts';
import type { EventSourceSpec } from './event-source-spec.ts';
import { sqsEvent } from './sqs-event.ts';

const LONG_POLL_SECONDS = 20;
const REQUEST_LIMIT = 10;
/**
 * A batching window is used up where time skips and waiting costs nothing. In real time it closes once no message came for this long:
 * nobody can rely on it.
 */
const QUIET_MS = 10;

const Response = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) });

interface EventSourceDeps {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly invoke: (functionId: string, event: unknown) => Promise<unknown>;
  readonly bill?: Bill;
  /** Told of each right of the function's role that the poller uses on the queue. */
  readonly uses?: (action: string) => void;
  /** Whether time skips now; then it does not wait for messages to become visible again. */
  readonly skipping?: () => boolean;
}

/** Feeds a function from a queue, as the event source mapping of the template says. */
export class EventSource {
  readonly queue: Queue;
  readonly #spec: EventSourceSpec;
  readonly #deps: EventSourceDeps;
  readonly #abandoned: Abandoned;
  readonly #delayed: Delayed;
  readonly #running = new Set<Promise<void>>();
  #open: OpenBatch | undefined;
  #closed = false;
  #loop: Promise<void> | undefined;

  constructor(spec: EventSourceSpec, deps: EventSourceDeps) {
    const queue = deps.broker.sqs.getQueueByArn(spec.queueArn);
    if (!queue) throw new Error(`An event source mapping names the queue ${spec.queueArn}, which no template declares`);
    this.queue = queue;
    this.#abandoned = new Abandoned(queue, deps.clock);
    this.#delayed = new Delayed(queue, deps.clock);
    this.#spec = spec;
    this.#deps = deps;
  }

  start(): void {
    // Whoever received these has died with the last process: no need to wait for their time-outs.
    for (const handle of [...this.queue.inflightMessages.keys()]) this.queue.changeVisibility(handle, 0);
    this.#delayed.watch();
    this.#loop = this.#poll();
  }

  /** False while there are messages that the function has yet to work off. */
  get drained(): boolean {
    const { queue } = this;
    const waiting = Number(queue.getAttribute('ApproximateNumberOfMessages'));
    const delayed = Number(queue.getAttribute('ApproximateNumberOfMessagesDelayed'));
    const gathered = this.#open?.messages.length ?? 0;
    const asleep = this.#deps.skipping?.() ? this.#abandoned.size + this.#delayed.size + gathered : 0;
    return waiting + delayed + queue.inflightMessages.size - asleep === 0;
  }

  /** Makes messages whose receiver is gone visible at once; says how many. */
  expire(): number {
    return this.#abandoned.expire();
  }

  /** Takes no further messages. */
  stop(): void {
    this.#closed = true;
    this.#abandoned.clear();
    this.#delayed.clear();
    this.queue.cancelWaiters();
    this.#open?.close();
  }

  /** Resolves once the batches that were under way have ended. */
  async close(): Promise<void> {
    this.stop();
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #poll(): Promise<void> {
    while (!this.#closed) {
      if (this.#open) await pause(QUIET_MS);
      else if (this.#running.size >= this.#spec.concurrency) await Promise.race(this.#running);
      const open = this.#open;
      if (!open && this.#running.size >= this.#spec.concurrency) continue;
      const batch = this.#closed ? [] : this.#receive(this.#spec.batchSize - (open?.messages.length ?? 0));
      if (batch.length > 0 && open) this.#join(open, batch);
      else if (batch.length > 0) this.#start(batch);
      else if (!this.#closed) await this.#wait();
    }
  }

  async #wait(): Promise<void> {
    const began = performance.now();
    await this.queue.waitForMessages(LONG_POLL_SECONDS);
    if (performance.now() - began >= LONG_POLL_SECONDS * 1000) this.#deps.bill?.('sqsEmptyReceive', '');
  }

  #join(open: OpenBatch, more: readonly ReceivedMessage[]): void {
    open.messages.push(...more);
    if (open.messages.length >= this.#spec.batchSize) open.close();
  }

  #start(first: ReceivedMessage[]): void {
    const work = this.#gather(first).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #gather(first: ReceivedMessage[]): Promise<void> {
    const { batchSize, windowMs } = this.#spec;
    const fills = windowMs > 0 && first.length < batchSize && this.#deps.skipping?.() === true;
    const batch = fills ? await this.#window(first) : first;
    if (fills && this.#closed) return;
    const release = this.#deps.clock.busy('sqs');
    try {
      await this.#work(fills ? batch : await this.#fill(batch));
    } finally {
      release();
    }
  }

  /** What has come by the end of the batching window, or until the batch was full. Meanwhile nothing is going on. */
  #window(messages: ReceivedMessage[]): Promise<ReceivedMessage[]> {
    const { clock } = this.#deps;
    const { promise, resolve } = Promise.withResolvers<ReceivedMessage[]>();
    const close = (): void => {
      timer.cancel();
      this.#open = undefined;
      resolve(messages);
    };
    const timer = clock.at(clock.now() + this.#spec.windowMs, 'once', 'sqs', close);
    this.#open = { messages, close };
    return promise;
  }

  async #work(batch: ReceivedMessage[]): Promise<void> {
    try {
      const event = sqsEvent(this.queue, batch, this.#deps.clock.now() - Date.now());
      const response = await this.#deps.invoke(this.#spec.functionId, event);
      const failed = this.#spec.partialFailures ? failures(response, batch) : new Set();
      const [kept, done] = [true, false].map((keep) => batch.filter(({ MessageId }) => failed.has(MessageId) === keep));
      this.#delete(done ?? []);
      for (const { ReceiptHandle } of kept ?? []) this.#abandoned.add(ReceiptHandle);
    } catch {
      // The function's log says why. The whole batch becomes visible again after its time-out.
      if (!this.#closed) for (const { ReceiptHandle } of batch) this.#abandoned.add(ReceiptHandle);
    }
  }

  #delete(batch: readonly ReceivedMessage[]): void {
    for (let from = 0; from < batch.length; from += REQUEST_LIMIT) {
      this.#note('sqs:DeleteMessage', batch.slice(from, from + REQUEST_LIMIT), 1);
    }
    for (const { ReceiptHandle } of batch) this.queue.deleteMessage(ReceiptHandle);
  }

  /** One request of the poller about these messages. */
  #note(action: string, batch: readonly ReceivedMessage[], quantity: number): void {
    const { bill, uses } = this.#deps;
    uses?.(action);
    const text = batch.map(({ Body }) => Body).join('');
    const isFair = batch.some(
      ({ ReceiptHandle }) => this.queue.inflightMessages.get(ReceiptHandle)?.message.messageGroupId,
    );
    bill?.(isFair ? 'sqsFairRequest' : 'sqsRequest', text, quantity);
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
      const wanted = Math.min(REQUEST_LIMIT, limit - received.length);
      const next = this.queue.dequeue(wanted, undefined, (arn) => this.#deps.broker.sqs.getQueueByArn(arn));
      if (next.length === 0) break;
      this.#note('sqs:ReceiveMessage', next, chunksOf(next.map(({ Body }) => Body).join('')));
      received.push(...next);
    }
    return received;
  }
}

/** A batch whose window is open. */
interface OpenBatch {
  readonly messages: ReceivedMessage[];
  close(): void;
}

/** Ids of the failed messages; an answer Lambda cannot read, or an unknown id in it, fails the whole batch. */
function failures(response: unknown, batch: readonly ReceivedMessage[]): Set<string> {
  const all = new Set(batch.map(({ MessageId }) => MessageId));
  const { data } = Response.safeParse(response ?? {});
  const named = data?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named?.every((id) => all.has(id)) ? new Set(named) : all;
}
