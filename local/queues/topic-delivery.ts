import type { Message, Queue } from './broker.ts';

/** A message on its way from a topic to a queue. */
export interface TopicDelivery {
  readonly topicArn: string;
  readonly queue: Queue;
  readonly body: string;
  /** Puts it into the queue; each further time as a message of its own. */
  readonly deliver: () => void;
}

export type OnTopicDelivery = (delivery: TopicDelivery) => void;

/** Stands in for a queue while a topic fans out, so that each delivery can be looked at. */
export function intercepted(topicArn: string, queue: Queue, onDelivery: OnTopicDelivery) {
  return {
    isFifo: () => queue.isFifo(),
    checkDeduplication: (id: string) => queue.checkDeduplication(id),
    nextSequenceNumber: () => queue.nextSequenceNumber(),
    recordDeduplication: (id: string, messageId: string) => queue.recordDeduplication(id, messageId),
    enqueue: (message: Message) => {
      let sent = 0;
      const deliver = (): void => {
        sent += 1;
        queue.enqueue(sent === 1 ? message : { ...message, messageId: crypto.randomUUID() });
      };
      onDelivery({ topicArn, queue, body: message.body, deliver });
    },
  };
}
