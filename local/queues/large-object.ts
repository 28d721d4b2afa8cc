import { s3Target } from '../gateway/s3-target.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';
import type { Broker } from './broker.ts';

const fromBytes = 10 * 1024 * 1024;

/** Stores a file in the place of fauxqs, which takes no body above 11 MiB, while S3 takes 5 GiB in one request. */
export function putLargeObject(broker: Broker, request: AwsRequest): AwsResponse | undefined {
  const { service, method, url, headers, body } = request;
  if (service !== 's3' || body.length < fromBytes || isChunked(headers)) return undefined;
  const target = s3Target(method, url, headers);
  const { Bucket = '', Key = '' } = target?.params ?? {};
  if (target?.operation !== 'PutObject' || !broker.s3.hasBucket(Bucket)) return undefined;
  const { etag } = broker.s3.putObject(Bucket, Key, body, headers['content-type']);
  return { status: 200, headers: { etag } };
}

const isChunked = (headers: AwsRequest['headers']): boolean => /aws-chunked/.test(headers['content-encoding'] ?? '');
