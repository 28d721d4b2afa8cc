import * as z from 'zod';
import { type DynamoCall, DynamoError } from './dynamo-client.ts';
import type { TableSpec } from './table-spec.ts';

const Description = z.object({
  Table: z.object({ GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).default([]) }),
});

/** Creates a table of the template; an existing one keeps its items and gets the indexes it lacks. */
export async function ensureTable(call: DynamoCall, { create }: TableSpec): Promise<void> {
  try {
    await call('CreateTable', create);
  } catch (error) {
    if (!(error instanceof DynamoError) || error.type !== 'ResourceInUseException') throw error;
    await addMissingIndexes(call, create);
  }
}

async function addMissingIndexes(call: DynamoCall, create: TableSpec['create']): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes = [] } = create;
  const { Table } = Description.parse(await call('DescribeTable', { TableName }));
  const existing = new Set(Table.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName));
  for (const index of GlobalSecondaryIndexes) {
    if (existing.has(index.IndexName)) continue;
    const GlobalSecondaryIndexUpdates = [{ Create: index }];
    await call('UpdateTable', { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates });
  }
}
