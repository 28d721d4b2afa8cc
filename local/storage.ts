import type { Assembly } from './assembly/load-assembly.ts';
import { dynamoClient } from './dynamodb/dynamo-client.ts';
import { startDynamo } from './dynamodb/dynoxide.ts';
import { tableSpec } from './dynamodb/table-spec.ts';
import { ensureTable } from './dynamodb/tables.ts';
import { sweepRegularly } from './dynamodb/ttl.ts';
import type { Gateway } from './gateway/gateway.ts';
import { proxyTo } from './gateway/proxy.ts';
import type { Clock } from './service.ts';

interface StorageOptions {
  readonly assembly: Assembly;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly dataDir: string;
}

/** Starts DynamoDB with the tables of the template behind the gateway; `started` ends it. */
export async function addDynamo(started: AsyncDisposableStack, options: StorageOptions): Promise<void> {
  const { assembly, gateway, clock, dataDir } = options;
  const server = started.adopt(await startDynamo(dataDir), (running) => running.close());
  const proxy = started.adopt(proxyTo(server.endpoint), (open) => open.close?.());
  gateway.register('dynamodb', proxy);
  const call = dynamoClient(server.endpoint);
  const tables = assembly.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').map(tableSpec);
  for (const table of tables) await ensureTable(call, table);
  sweepRegularly(call, clock, tables);
}
