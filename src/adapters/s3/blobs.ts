import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Blobs } from '../../usecases/ports/effects.ts';

export function s3Blobs(Bucket: string, client = new S3Client({ forcePathStyle: true })): Blobs {
  return {
    putJson: async (Key, value) => {
      await client.send(
        new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(value), ContentType: 'application/json' }),
      );
    },
    getJson: async (Key) => {
      try {
        const reply = await client.send(new GetObjectCommand({ Bucket, Key }));
        const text = await reply.Body?.transformToString();
        return text === undefined ? undefined : JSON.parse(text);
      } catch (cause) {
        if (cause instanceof NoSuchKey) return undefined;
        throw cause;
      }
    },
  };
}
