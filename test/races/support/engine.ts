import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { startDynamo } from '../../../local/dynamodb/dynoxide.ts';
import type { Gate } from './gate.ts';

/** The embedded DynamoDB with one table of our shape. Every call of the client goes through `gate`, once there is one. */
export interface Engine {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  gate: Gate | undefined;
}

const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' }) as const;
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' }) as const;

const createTable = (TableName: string) =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [hash('pk'), range('sk')],
    GlobalSecondaryIndexes: [
      { IndexName: 'gsi1', KeySchema: [hash('gsi1pk'), range('gsi1sk')], Projection: { ProjectionType: 'ALL' } },
    ],
  });

const signature =
  'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/** The engine wants a signature and does not check it: a real one would take a third of a race's time. */
const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: {
      sign: async (request) => {
        const headers = { ...request.headers, 'x-amz-date': '20200101T000000Z', authorization: signature };
        return Object.assign(request, { headers });
      },
    },
  });

/** Nothing of a race outlives it: a database in memory need not wait for the disk. */
const memory = '/dev/shm';
const fastest = existsSync(memory) ? memory : tmpdir();

/** Starts the engine before the tests of a file and ends it after them. */
export function useEngine(): () => Engine {
  let engine: Engine | undefined;
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    const directory = await mkdtemp(join(fastest, 'races-'));
    const server = await startDynamo(directory);
    const client = clientOf(server.endpoint);
    const started: Engine = { client, tableName: `Races-${randomUUID()}`, gate: undefined };
    await client.send(createTable(started.tableName));
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          started.gate ? started.gate.pass(String(commandName), () => next(args)) : next(args),
      { step: 'initialize', name: 'gate', priority: 'high' },
    );
    engine = started;
    stop = async () => {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    };
  });
  afterAll(() => stop());
  return () => {
    if (!engine) throw new Error('The engine is started by beforeAll');
    return engine;
  };
}
