import type { Asked, Mapper, Need } from './need.ts';
import { need } from './need.ts';

const bucketArn = ({ view }: Asked): string => `arn:aws:s3:::${view.target?.params['Bucket'] ?? ''}`;
const objectArn = (asked: Asked): string => `${bucketArn(asked)}/${asked.view.target?.params['Key'] ?? ''}`;

const onObject =
  (action: string): Mapper =>
  (asked) => [need(action, objectArn(asked))];

function listing(asked: Asked): Need[] {
  const prefix = new URL(asked.request.url, 'http://s3').searchParams.get('prefix');
  const context = prefix === null ? {} : { 's3:prefix': [prefix] };
  return [{ ...need('s3:ListBucket', bucketArn(asked)), context }];
}

const copy: Mapper = (asked) => {
  const source = decodeURIComponent(asked.request.headers['x-amz-copy-source'] ?? '').replace(/^\//, '');
  return [need('s3:GetObject', `arn:aws:s3:::${source}`), need('s3:PutObject', objectArn(asked))];
};

const deleteMany: Mapper = (asked) =>
  [...asked.view.text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) =>
    need('s3:DeleteObject', `${bucketArn(asked)}/${key}`),
  );

export const s3: Readonly<Record<string, Mapper>> = {
  GetObject: onObject('s3:GetObject'),
  HeadObject: onObject('s3:GetObject'),
  PutObject: onObject('s3:PutObject'),
  CopyObject: copy,
  DeleteObject: onObject('s3:DeleteObject'),
  DeleteObjects: deleteMany,
  CreateMultipartUpload: onObject('s3:PutObject'),
  UploadPart: onObject('s3:PutObject'),
  CompleteMultipartUpload: onObject('s3:PutObject'),
  AbortMultipartUpload: onObject('s3:AbortMultipartUpload'),
  ListObjects: listing,
  ListObjectsV2: listing,
  HeadBucket: (asked) => [need('s3:ListBucket', bucketArn(asked))],
};
