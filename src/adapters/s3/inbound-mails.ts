import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { InboundMails } from '../../usecases/ports/reply-store.ts';

/** Sources of received mails, where SES puts them. */
export const inboundMails = (Bucket: string, client = new S3Client({ forcePathStyle: true })): InboundMails => ({
  read: async (Key) => {
    const reply = await client.send(new GetObjectCommand({ Bucket, Key }));
    if (!reply.Body) throw new Error(`The mail ${Key} has no source`);
    return reply.Body.transformToByteArray();
  },
});
