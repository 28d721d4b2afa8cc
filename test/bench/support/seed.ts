import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toItem } from '../../../src/adapters/dynamo/codec.ts';
import { contactItem } from '../../../src/adapters/dynamo/contact-codec.ts';
import { keys, segmentShards } from '../../../src/adapters/dynamo/keys.ts';
import { type Item, Table } from '../../../src/adapters/dynamo/table.ts';
import { makeId, shardOf } from '../../../src/domain/ids.ts';
import { inParallel } from '../../../src/usecases/in-parallel.ts';
import { aContact } from '../../support/builders.ts';
import type { BenchCloud } from './bench-cloud.ts';

const itemsPerWrite = 24;
const atOnce = 8;

/** The row of its address, which only imports read, is left out. */
const profileOf = (tenantId: string, group: string, n: number, segments: string[]): Item =>
  contactItem(
    { tenantId, principal: 'bench' },
    aContact({
      id: makeId('contact', Date.now(), randomBytes(16)),
      email: `seeded-${group}-${n}@example.com`,
      segments,
      timezone: 'Europe/Berlin',
    }),
  );

/** A member's profile and its row under the segment. */
function memberRows(tenantId: string, segmentId: string, group: string, n: number): Item[] {
  const profile = profileOf(tenantId, group, n, [segmentId]);
  const id = String(profile['id']);
  return [profile, toItem('member', keys.member(tenantId, segmentId, shardOf(id, segmentShards), id), {})];
}

const nameOfTable = ({ cloud }: BenchCloud): string => {
  const [table] = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  if (!table) throw new Error('The template has no table');
  return table.name;
};

const clientFor = ({ cloud }: BenchCloud): DynamoDBClient => {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint: cloud.gatewayUrl, region: 'us-east-1', credentials });
};

/** The product's table, as an adapter sees it. */
export const tableIn = (bench: BenchCloud): Table => new Table(nameOfTable(bench), clientFor(bench));

/** Puts the rows of `count` contacts straight into the table; they are made when they are written, so any number fits into memory. */
async function putAll(bench: BenchCloud, count: number, rowsOf: (n: number) => Item[]): Promise<void> {
  const client = clientFor(bench);
  const doc = DynamoDBDocumentClient.from(client);
  const table = nameOfTable(bench);
  const perBatch = itemsPerWrite / 2;
  const batches = Array.from({ length: Math.ceil(count / perBatch) }, (_, i) => i * perBatch);
  await inParallel(batches, atOnce, async (from) => {
    const rows = Array.from({ length: Math.min(perBatch, count - from) }, (_, i) => rowsOf(from + i)).flat();
    const puts = rows.map((row) => ({ PutRequest: { Item: row } }));
    const { UnprocessedItems } = await doc.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('The table did not take all contacts');
  });
  client.destroy();
}

/** Contacts that are in no segment. */
export const seedContacts = (bench: BenchCloud, group: string, count: number): Promise<void> =>
  putAll(bench, count, (n) => [profileOf(bench.tenantId, group, n, [])]);

/** Contacts as members of a segment. */
export async function seed(bench: BenchCloud, segmentId: string, group: string, count: number): Promise<void> {
  await putAll(bench, count, (n) => memberRows(bench.tenantId, segmentId, group, n));
  await tableIn(bench).update({
    Key: { ...keys.segment(bench.tenantId, segmentId) },
    UpdateExpression: 'ADD memberCount :count',
    ExpressionAttributeValues: { ':count': count },
  });
}
