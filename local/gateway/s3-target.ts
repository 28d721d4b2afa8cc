import type { Target } from './rest-operations.ts';

interface S3Call {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

type Rule = readonly [name: string, method: string, applies: (call: S3Call) => boolean];

const always = (): boolean => true;
const has = (name: string) => (call: S3Call) => call.query.has(name);
const copies = ({ headers }: S3Call): boolean => 'x-amz-copy-source' in headers;
const plain = ({ query }: S3Call): boolean => [...query.keys()].every((key) => PLAIN_QUERY.test(key));
/** Query parameters that do not change which operation a request is. */
const PLAIN_QUERY =
  /^(x-id|x-amz-.*|response-.*|partNumber|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|marker)$/i;

const onObjects: readonly Rule[] = [
  ['CreateMultipartUpload', 'POST', has('uploads')],
  ['UploadPart', 'PUT', has('uploadId')],
  ['CompleteMultipartUpload', 'POST', has('uploadId')],
  ['AbortMultipartUpload', 'DELETE', has('uploadId')],
  ['CopyObject', 'PUT', copies],
  ['GetObject', 'GET', plain],
  ['HeadObject', 'HEAD', always],
  ['PutObject', 'PUT', plain],
  ['DeleteObject', 'DELETE', plain],
];

const onBuckets: readonly Rule[] = [
  ['DeleteObjects', 'POST', has('delete')],
  ['HeadBucket', 'HEAD', always],
  ['ListObjects', 'GET', plain],
];

/** Which S3 operation a path-style request is; `Bucket` and, for objects, `Key` are its params. */
export function s3Target(method: string, url: string, headers: Readonly<Record<string, string>>): Target | undefined {
  const { pathname, searchParams: query } = new URL(url, 'http://s3');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = rest.join('/');
  const rules = key === '' ? onBuckets : onObjects;
  const found = rules.find(([, wanted, applies]) => wanted === method && applies({ method, query, headers }));
  if (bucket === '' || !found) return undefined;
  const params = { Bucket: decodeURIComponent(bucket), ...(key !== '' && { Key: decodeURIComponent(key) }) };
  return { operation: found[0], params };
}
