import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { apiKeyStore } from '../../../src/adapters/dynamo/api-key-store.ts';
import { keys } from '../../../src/adapters/dynamo/keys.ts';
import { Table } from '../../../src/adapters/dynamo/table.ts';
import type { Role } from '../../../src/contracts/roles.ts';
import type { Permission, Route } from '../../../src/contracts/routes.ts';
import { makeApiKey } from '../../../src/usecases/access/api-keys.ts';
import type { TestCloud } from '../../support/cloud.ts';
import { checkResponse } from '../../support/openapi-check.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Sent {
  readonly apiKey?: string | undefined;
  readonly body?: string | Buffer | undefined;
  readonly headers?: Record<string, string>;
}

const parsed = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** A request as it is; its answer has been checked against the OpenAPI description. */
export async function call(cloud: TestCloud, method: string, path: string, sent: Sent = {}): Promise<Answer> {
  const { apiKey, body, headers } = sent;
  const reply = await fetch(`${cloud.cloud.url}${path}`, {
    method,
    headers: { ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await reply.text();
  checkResponse(method, path, reply.status, reply.headers, text);
  return { status: reply.status, text, headers: reply.headers, body: parsed(text) };
}

export interface Fault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}
export const faultsOf = ({ body }: Answer): readonly Fault[] => (body['errors'] as Fault[] | undefined) ?? [];

/** The product's table on a local cloud, as an adapter sees it. */
export function tableOf({ cloud }: TestCloud): Table {
  const name = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable')[0]?.name ?? '';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new Table(name, new DynamoDBClient({ endpoint: cloud.gatewayUrl, region: 'us-east-1', credentials }));
}

/** A key of the cloud's organization with these permissions, or those of these roles, alone. */
export async function keyWith(cloud: TestCloud, scopes: readonly (Permission | Role)[]): Promise<string> {
  const { secret, key } = makeApiKey({
    tenantId: cloud.tenantId,
    name: 'narrow',
    createdAt: new Date().toISOString(),
    scopes: [...scopes],
  });
  await apiKeyStore(tableOf(cloud)).create(key);
  return secret;
}

export const isKeyed = (route: Route): boolean => route.permission !== 'public';
export const contentTypeOf = (route: Route): string => (route.bodyType === 'csv' ? 'text/csv' : 'application/json');
export { keys };
