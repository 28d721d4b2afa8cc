import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { FileChanged, type FileState, type Files } from '../../usecases/ports/files.ts';
import { presigned } from './presign.ts';

const typeOf = (key: string): string => (key.endsWith('.jsonl') ? 'application/x-ndjson' : 'text/csv; charset=utf-8');

const statusOf = (cause: unknown): number | undefined =>
  cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;

type Reading = Pick<Files, 'state' | 'read' | 'readText'>;
type Uploading = Pick<Files, 'writeText' | 'beginUpload' | 'uploadPart' | 'completeUpload'>;

async function stateOf(client: S3Client, Bucket: string, Key: string): Promise<FileState | undefined> {
  try {
    const { ContentLength = 0, ETag = '' } = await client.send(new HeadObjectCommand({ Bucket, Key }));
    return { size: ContentLength, etag: ETag };
  } catch (cause) {
    if (statusOf(cause) === 404) return undefined;
    throw cause;
  }
}

function reading(client: S3Client, Bucket: string): Reading {
  return {
    state: (Key) => stateOf(client, Bucket, Key),
    read: async (Key, from, to, etag) => {
      if (to <= from) return new Uint8Array();
      try {
        const range = new GetObjectCommand({ Bucket, Key, Range: `bytes=${from}-${to - 1}`, IfMatch: etag });
        const reply = await client.send(range);
        return (await reply.Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (cause) {
        if (statusOf(cause) === 412) throw new FileChanged(`${Key} was replaced`, { cause });
        throw cause;
      }
    },
    readText: async (Key) => {
      const reply = await client.send(new GetObjectCommand({ Bucket, Key }));
      return (await reply.Body?.transformToString()) ?? '';
    },
  };
}

function uploading(client: S3Client, Bucket: string): Uploading {
  return {
    writeText: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: typeOf(Key) }));
    },
    beginUpload: async (Key) => {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key, ContentType: typeOf(Key) }),
      );
      if (UploadId === undefined) throw new Error(`S3 gave no id for the upload of ${Key}`);
      return UploadId;
    },
    uploadPart: async (Key, UploadId, PartNumber, Body) => {
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      if (ETag === undefined) throw new Error(`S3 gave no ETag for part ${PartNumber} of ${Key}`);
      return ETag;
    },
    completeUpload: async (Key, UploadId, etags) => {
      const Parts = etags.map((ETag, i) => ({ ETag, PartNumber: i + 1 }));
      try {
        await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
      } catch (cause) {
        // An upload that was completed is forgotten, and the file is there.
        if (statusOf(cause) !== 404 || !(await stateOf(client, Bucket, Key))) throw cause;
      }
    },
  };
}

/** Files in a bucket. */
export function s3Files(Bucket: string, client = new S3Client({ forcePathStyle: true })): Files {
  return {
    ...reading(client, Bucket),
    ...uploading(client, Bucket),
    uploadUrl: (Key, seconds) => presigned(client, 'PUT', { Bucket, Key }, seconds),
    downloadUrl: (Key, seconds, fileName) => {
      const query = { 'response-content-disposition': `attachment; filename="${fileName}"` };
      return presigned(client, 'GET', { Bucket, Key, query }, seconds);
    },
  };
}
