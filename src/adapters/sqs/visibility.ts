import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Makes a received message visible again after so many seconds (0 to 43,200). */
export const sqsVisibility =
  (QueueUrl: string, client = new SQSClient({ useQueueUrlAsEndpoint: false })) =>
  async (ReceiptHandle: string, VisibilityTimeout: number): Promise<void> => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
