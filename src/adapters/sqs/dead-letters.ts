import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetters } from '../../usecases/operations/redrive-dead-letters.ts';

/** Long enough for one round of moving them. */
const visibilitySeconds = 60;

export function sqsDeadLetters(
  { from, to }: { readonly from: string; readonly to: string },
  client = new SQSClient({ useQueueUrlAsEndpoint: false }),
): DeadLetters {
  return {
    receive: async () => {
      const reply = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: from,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: visibilitySeconds,
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['MessageGroupId'],
        }),
      );
      return (reply.Messages ?? []).map(({ Body = '', ReceiptHandle = '', Attributes }) => ({
        body: Body,
        group: Attributes?.MessageGroupId,
        receipt: ReceiptHandle,
      }));
    },
    sendBack: async (letters) => {
      const Entries = letters.map(({ body, group }, n) => ({
        Id: String(n),
        MessageBody: body,
        ...(group ? { MessageGroupId: group } : {}),
      }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: to, Entries }));
      if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} messages for ${to}`);
    },
    remove: async (letters) => {
      const Entries = letters.map(({ receipt }, n) => ({ Id: String(n), ReceiptHandle: receipt }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: from, Entries }));
    },
  };
}
