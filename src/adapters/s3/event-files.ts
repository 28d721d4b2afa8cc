import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { EventFiles } from '../../usecases/ports/event-files.ts';

const compressed = promisify(gzip);

export function s3EventFiles(Bucket: string, client = new S3Client({ forcePathStyle: true })): EventFiles {
  return {
    archive: async (Key, lines) => {
      const Body = await compressed(`${lines.join('\n')}\n`);
      await client.send(
        new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/x-ndjson', ContentEncoding: 'gzip' }),
      );
    },
    quarantine: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
    },
  };
}
