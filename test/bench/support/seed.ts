import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { toItem } from '../../../src/adapters/dynamo/codec.ts';
import { contactItem } from '../../../src/adapters/dynamo/contact-codec.ts';
import { keys, segmentShards } from '../../../src/adapters/dynamo/keys.ts';
import type { Item } from '../../../src/adapters/dynamo/table.ts';
import { makeId, shardOf } from '../../../src/domain/ids.ts';
import { inParallel } from '../../../src/usecases/in-parallel.ts';
import { aContact } from '../../support/builders.ts';
import type { BenchCloud } from './bench-cloud.ts';

const itemsPerWrite = 25;
const atOnce = 8;

/** A member's profile and its row under the segment; the row of its address, which only imports read, is left out. */
function rowsOf(tenantId: string, segmentId: string, group: string, n: number): Item[] {
  const id = makeId('contact', Date.now(), randomBytes(16));
  const email = `seeded-${group}-${n}@example.com`;
  const contact = aContact({ id, email, segments: [segmentId], timezone: 'Europe/Berlin' });
  return [
    contactItem({ tenantId, principal: 'bench' }, contact),
    toItem('member', keys.member(tenantId, segmentId, shardOf(id, segmentShards), id), {}),
  ];
}

const tableOf = ({ cloud }: BenchCloud): string => {
  const [table] = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  if (!table) throw new Error('The template has no table');
  return table.name;
};

/** Puts `count` contacts straight into the table, as members of a segment. */
export async function seed(bench: BenchCloud, segmentId: string, group: string, count: number): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: bench.cloud.gatewayUrl, region: 'us-east-1', credentials });
  const doc = DynamoDBDocumentClient.from(client);
  const table = tableOf(bench);
  const rows = Array.from({ length: count }, (_, n) => rowsOf(bench.tenantId, segmentId, group, n)).flat();
  const batches = Array.from({ length: Math.ceil(rows.length / itemsPerWrite) }, (_, i) => i * itemsPerWrite);
  await inParallel(batches, atOnce, async (from) => {
    const puts = rows.slice(from, from + itemsPerWrite).map((row) => ({ PutRequest: { Item: row } }));
    const { UnprocessedItems } = await doc.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('The table did not take all contacts');
  });
  await doc.send(
    new UpdateCommand({
      TableName: table,
      Key: { ...keys.segment(bench.tenantId, segmentId) },
      UpdateExpression: 'ADD memberCount :count',
      ExpressionAttributeValues: { ':count': count },
    }),
  );
  client.destroy();
}
