import type { LambdaRuntime } from './lambda/runtime.ts';
import type { Broker } from './queues/broker.ts';
import type { Backplane } from './service.ts';

interface BackplaneParts {
  readonly broker: Broker;
  readonly lambda: LambdaRuntime;
  readonly startExecution: Backplane['startExecution'];
}

/** How services reach each other without going through the gateway. */
export function createBackplane({ broker, lambda, startExecution }: BackplaneParts): Backplane {
  return {
    startExecution,
    invoke: (functionArn, payload) => lambda.invoke(functionArn, payload),
    sendMessage: async (queueArn, body, groupId) => {
      const queue = broker.sqs.getQueueByArn(queueArn);
      if (!queue) throw new Error(`There is no queue ${queueArn}`);
      const { DelaySeconds } = queue.attributes;
      queue.enqueue(broker.createMessage(body, {}, Number(DelaySeconds), groupId));
    },
    publish: async (topicArn, message) => broker.publish(topicArn, message),
    putObject: async (bucket, key, body) => {
      broker.s3.putObject(bucket, key, Buffer.from(body));
    },
  };
}
