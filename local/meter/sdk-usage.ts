import type { CallView } from '../gateway/call-view.ts';
import { listAt, recordAt } from '../gateway/fields.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';
import { kindOf, unitsOf } from './dynamo-units.ts';
import type { Item } from './ledger.ts';
import { priceOf } from './prices.ts';

interface Done {
  readonly request: AwsRequest;
  readonly view: CallView;
  readonly response: AwsResponse;
}

type Usage = (done: Done) => readonly Item[];

const CHUNK = 65_536;
const chunks = (bytes: number): number => Math.max(1, Math.ceil(bytes / CHUNK));
const sizeOf = ({ body = '' }: AwsResponse): number => body.length;
const ifAnswered =
  (usage: Usage): Usage =>
  (done) =>
    done.response.status < 400 ? usage(done) : [];

const dynamodb: Usage = ({ view, response }) => {
  const kind = kindOf(view.operation);
  if (!kind) return [];
  const quantity = unitsOf(view, response);
  return kind === 'read'
    ? [{ service: 'dynamodb', count: 'dynamodbReadUnits', quantity, usd: priceOf('dynamodbReadUnit', quantity) }]
    : [{ service: 'dynamodb', count: 'dynamodbWriteUnits', quantity, usd: priceOf('dynamodbWriteUnit', quantity) }];
};

const sqs: Usage = ({ request, view, response }) => {
  const quantity = chunks(view.operation === 'ReceiveMessage' ? sizeOf(response) : request.body.length);
  const fair = view.text.includes('"MessageGroupId"');
  const usd = priceOf(fair ? 'sqsFairRequest' : 'sqsRequest', quantity);
  return [{ service: 'sqs', count: 'sqsRequests', quantity, usd }];
};

const sns: Usage = ({ request, view }) => {
  if (!view.operation?.startsWith('Publish')) return [];
  const quantity = chunks(request.body.length);
  return [{ service: 'sns', count: 'snsPublishes', quantity, usd: priceOf('snsPublish', quantity) }];
};

/** A raw mail without a destination has its recipients in its headers; it counts as one. */
const ses: Usage = ({ view }) => {
  if (view.operation !== 'SendEmail') return [];
  const destination = recordAt(view.json, 'Destination');
  const named = ['ToAddresses', 'CcAddresses', 'BccAddresses'].map((field) => listAt(destination, field).length);
  const quantity = Math.max(
    1,
    named.reduce((sum, count) => sum + count, 0),
  );
  return [{ service: 'ses', count: 'sesRecipients', quantity, usd: priceOf('sesRecipient', quantity) }];
};

const s3: Usage = ({ request, view }) => {
  if (request.method === 'DELETE') return [];
  const isRead = view.operation === 'GetObject' || request.method === 'HEAD';
  return [{ service: 's3', count: 's3Requests', quantity: 1, usd: priceOf(isRead ? 's3Get' : 's3Put', 1) }];
};

const secretsmanager: Usage = () => [
  { service: 'secretsmanager', count: 'secretCalls', quantity: 1, usd: priceOf('secretCall', 1) },
];
const monitoring: Usage = () => [
  { service: 'cloudwatch', count: 'metricCalls', quantity: 1, usd: priceOf('metricCall', 1) },
];

/** Billed operations by signing name. Lambda, Step Functions and Scheduler are billed for what they run, not for calls. */
const services: Readonly<Record<string, Usage>> = {
  dynamodb,
  s3,
  sqs: ifAnswered(sqs),
  sns: ifAnswered(sns),
  ses: ifAnswered(ses),
  secretsmanager: ifAnswered(secretsmanager),
  monitoring: ifAnswered(monitoring),
};

/** What a call costs, the call itself first. */
export function usageOf(done: Done): readonly Item[] {
  const { service } = done.request;
  const call = { service, count: `sdkCalls.${service}.${done.view.operation ?? 'unknown'}`, quantity: 1, usd: 0 };
  return [call, ...(services[service]?.(done) ?? [])];
}
