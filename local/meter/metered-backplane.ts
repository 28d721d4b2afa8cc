import type { Backplane, Bill } from '../service.ts';

const CHUNK = 65_536;
/** SQS and SNS bill each 64 KB begun. */
export const chunksOf = (text: string): number => Math.max(1, Math.ceil(Buffer.byteLength(text) / CHUNK));

/** Notes what services are billed for when they reach each other. */
export function metered(backplane: Backplane, bill: Bill): Backplane {
  return {
    ...backplane,
    sendMessage: async (queueArn, body, groupId) => {
      await backplane.sendMessage(queueArn, body, groupId);
      bill(groupId === undefined ? 'sqsRequest' : 'sqsFairRequest', body, chunksOf(body));
    },
    publish: async (topicArn, message) => {
      await backplane.publish(topicArn, message);
      bill('snsPublish', message, chunksOf(message));
    },
    putObject: async (bucket, key, body) => {
      await backplane.putObject(bucket, key, body);
      bill('s3Put', body.toString());
    },
  };
}
