import { randomUUID } from 'node:crypto';
import type { AwsRequest, AwsResponse } from '../service.ts';

/** Why a call is refused. */
export interface Refusal {
  /** The exception's name as SDKs know it. */
  readonly type: string;
  readonly message: string;
  readonly status: number;
}

type Protocol = (request: AwsRequest, refusal: Refusal) => AwsResponse;

const awsJson =
  (version: '1.0' | '1.1'): Protocol =>
  (request, { type, message, status }) => ({
    status,
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': randomUUID(),
      ...(request.service === 'sqs' && { 'x-amzn-query-error': `${type};Sender` }),
    },
    body: JSON.stringify({ __type: type, message }),
  });

const restJson: Protocol = (_, { type, message, status }) => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': randomUUID() },
  body: JSON.stringify({ message, Message: message }),
});

const s3Xml: Protocol = ({ method, url }, { type, message, status }) => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': randomUUID() },
  body:
    method === 'HEAD'
      ? ''
      : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${type}</Code><Message>${escaped(message)}</Message><Resource>${escaped(url)}</Resource></Error>`,
});

const queryXml: Protocol = (_, { type, message, status }) => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${type}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
});

const protocols: Readonly<Record<string, Protocol>> = {
  secretsmanager: awsJson('1.1'),
  ses: restJson,
  scheduler: restJson,
  lambda: restJson,
  s3: s3Xml,
  sns: queryXml,
  sts: queryXml,
};

/** A refusal in the protocol of the service that was called. */
export function refusal(request: AwsRequest, why: Refusal): AwsResponse {
  const answer = protocols[request.service] ?? awsJson('1.0');
  return answer(request, why);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
